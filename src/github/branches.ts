import type { GitHub } from "./client.ts";
import { GitHubError } from "./errors.ts";

/** A branch of the repository, or nothing when there is none of this name. */
export async function readBranch(
  { octokit, repository }: GitHub,
  branch: string,
): Promise<{ readonly isProtected: boolean } | undefined> {
  try {
    const { data } = await octokit.rest.repos.getBranch({ ...repository, branch });
    return { isProtected: data.protected };
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return undefined;
    throw error;
  }
}
