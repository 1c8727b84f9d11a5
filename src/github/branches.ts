import type { GitHub } from "./client.ts";
import { GitHubError } from "./errors.ts";

/**
 * A branch of the repository, or nothing when there is none of this name, also when it bears another one by now.
 * @throws GitHubError also when the repository is not there for the token: that says nothing of its branches, whose
 *   environments a sweep would tear down
 */
export async function readBranch(
  { octokit, repository }: GitHub,
  branch: string,
): Promise<{ readonly isProtected: boolean } | undefined> {
  try {
    const { data } = await octokit.rest.repos.getBranch({ ...repository, branch });
    // From the old name of a renamed branch, and from `master` where there is none, GitHub leads to another branch
    // (https://github.com/github/rest-api-description/issues/7096), and Octokit follows.
    return data.name === branch ? { isProtected: data.protected } : undefined;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404 && BRANCH_NOT_FOUND.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

/** Of a repository that a token may not see GitHub says "Not Found" alone. */
const BRANCH_NOT_FOUND = /Branch not found/i;
