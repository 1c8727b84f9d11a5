import type { GitHub } from "./client.ts";
import { GitHubError } from "./errors.ts";

/** Whether the repository has a branch of this name. */
export async function branchExists({ octokit, repository }: GitHub, branch: string): Promise<boolean> {
  try {
    await octokit.rest.repos.getBranch({ ...repository, branch });
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false;
    throw error;
  }
}
