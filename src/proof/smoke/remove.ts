import type { ECSClient } from "@aws-sdk/client-ecs";
import { stopFlowRunTask, taskPlace } from "../../aws/flow-run-task.ts";
import type { PrefectClient } from "../../prefect/client.ts";
import {
  cancelFlowRun,
  deleteFlow,
  hasEnded,
  listFlowRuns,
  listFlows,
  readFlowRun,
} from "../../prefect/flow-runs.ts";
import { smokePrefix, smokeTags } from "./flow.ts";

export interface SmokeSystems {
  readonly ecs: ECSClient;
  readonly prefect: PrefectClient;
}

const REASON = "The smoke run of prefect-ecs-worker is over";

/**
 * Removes a smoke run: what did not end is cancelled and its task stopped; then run, deployment and flow
 * are deleted. A task that a worker starts in this very moment finds no run and ends by itself.
 */
export async function removeSmoke({ ecs, prefect }: SmokeSystems, flowId: string): Promise<void> {
  for (const run of await listFlowRuns(prefect, flowId)) {
    const isCompleted = run.state?.type === "COMPLETED";
    if (!hasEnded(run)) await cancelFlowRun(prefect, run.id, REASON);
    // Once more, as the task may have begun before the run was cancelled.
    const { infrastructure_pid } = hasEnded(run) ? run : await readFlowRun(prefect, run.id);
    const place = taskPlace(infrastructure_pid);
    if (place !== undefined && !isCompleted) await stopFlowRunTask(ecs, place, REASON);
  }
  await deleteFlow(prefect, flowId);
}

/**
 * Removes what killed runs of the action left behind, by tag and name.
 * @param olderThanSeconds younger ones may be of a run that is still under way, by the server's clock
 * @returns their names
 */
export async function removeLeftovers(
  systems: SmokeSystems,
  deploymentName: string,
  olderThanSeconds: number,
): Promise<string[]> {
  const { body: flows, serverTime } = await listFlows(systems.prefect, smokeTags(deploymentName));
  const leftovers = flows.filter(
    ({ name, created }) =>
      name.startsWith(smokePrefix(deploymentName)) &&
      serverTime.getTime() - created.getTime() >= olderThanSeconds * 1000,
  );
  for (const { id } of leftovers) await removeSmoke(systems, id);
  return leftovers.map(({ name }) => name);
}
