import type { WorkerStackConfig } from "./config.ts";

/** The tags of every resource: the user's, and those that tell whose it is. */
export function deploymentTags({
  tags,
  deploymentName,
  environment,
}: WorkerStackConfig): Record<string, string> {
  return {
    ...tags,
    "prefect-ecs-worker:deployment": deploymentName,
    "prefect-ecs-worker:environment": environment,
  };
}
