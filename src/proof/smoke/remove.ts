import type { ECSClient } from "@aws-sdk/client-ecs";
import { stopFlowRunTask, taskPlace } from "../../aws/flow-run-task.ts";
import { deleteTaskDefinitions } from "../../aws/task-definitions.ts";
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

/** How the smoke runs of an environment are found. */
export interface SmokePlace {
  readonly deploymentName: string;
  /** Of their task definitions. */
  readonly family: string;
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
  place: SmokePlace,
  olderThanSeconds: number,
): Promise<string[]> {
  const { flows, serverTime } = await smokeFlows(systems, place);
  const leftovers = flows.filter(
    ({ created }) => serverTime.getTime() - created.getTime() >= olderThanSeconds * 1000,
  );
  for (const { id } of leftovers) await removeSmoke(systems, id);
  await removeTaskDefinitions(systems, place);
  return leftovers.map(({ name }) => name);
}

/**
 * Removes all task definitions of smoke runs, whether or not a task started from them; none as long as there is a
 * smoke run that may be about to start from one.
 */
export async function removeTaskDefinitions(systems: SmokeSystems, place: SmokePlace): Promise<void> {
  const { flows } = await smokeFlows(systems, place);
  if (flows.length === 0) await deleteTaskDefinitions(systems.ecs, place.family);
}

async function smokeFlows({ prefect }: SmokeSystems, { deploymentName }: SmokePlace) {
  const { body, serverTime } = await listFlows(prefect, smokeTags(deploymentName));
  return { flows: body.filter(({ name }) => name.startsWith(smokePrefix(deploymentName))), serverTime };
}
