import { readBranch } from "../github/branches.ts";
import type { GitHub } from "../github/client.ts";
import { openPullRequestOf } from "../github/pull-requests.ts";
import type { DestroyTarget } from "./decide.ts";

/**
 * Why no event tears down what a branch has deployed, as far as GitHub tells now: the event may be old, for runs of
 * one branch wait for each other, and somebody may run one of long ago again.
 * @throws GitHubError when GitHub does not tell: then nothing is torn down, and the run can be run again
 */
export async function reasonToStay(
  github: GitHub,
  { branch, isDeleted }: Extract<DestroyTarget, { by: "branch" }>,
): Promise<string | undefined> {
  const found = await readBranch(github, branch);
  // Its pull requests were closed with it.
  if (found === undefined) return undefined;
  if (found.isProtected) return `${branch} is a protected branch, which no event tears down.`;
  if (isDeleted) return `${branch} was deleted and is there again: ${STAYS}`;
  const open = await openPullRequestOf(github, branch);
  return open === undefined
    ? undefined
    : `${branch} is the head of pull request #${open}, which is open: ${STAYS}`;
}

const STAYS =
  "what it has deployed stays. To tear that down, name it: command destroy, with the input environment.";
