import { statusDescription, type CommitStatus } from "../report/status.ts";
import type { GitHub } from "./client.ts";

/** Sets the status `prefect-worker/<environment>` of a commit; it leads to the run. */
export async function setCommitStatus(
  { octokit, repository }: GitHub,
  sha: string,
  environment: string,
  { state, description }: CommitStatus,
  runUrl: string,
): Promise<void> {
  await octokit.rest.repos.createCommitStatus({
    ...repository,
    sha,
    state,
    context: `prefect-worker/${environment}`,
    description: statusDescription(description),
    target_url: runUrl,
  });
}
