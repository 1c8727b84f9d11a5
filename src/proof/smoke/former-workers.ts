import { type Task, observeService } from "../../aws/ecs-service.ts";
import { workerTaskDefinitions } from "../../aws/worker-task-definition.ts";
import { revisioned } from "../revisioned.ts";
import type { SmokeContext, SmokeTarget } from "./run.ts";

/** ECS stops a task within 120 s, and each look is a few requests. */
const INTERVAL_SECONDS = 5;

/**
 * Waits until the workers of former revisions have ended: one that leaves would still take a run up, and prove itself,
 * or leave it Pending for ever.
 * @returns ids of their tasks that still run when the time is up
 * @throws the signal's reason when it is aborted
 */
export async function formerWorkersLeft(
  { ecs, seconds, sleep, signal }: Pick<SmokeContext, "ecs" | "seconds" | "sleep" | "signal">,
  { cluster, service, workerName, timeoutSeconds }: SmokeTarget,
): Promise<readonly string[]> {
  const taskDefinition = workerTaskDefinitions(ecs);
  const deadline = seconds() + timeoutSeconds;
  for (;;) {
    const observed = await observeService(ecs, cluster, service);
    const { tasks } = observed ? await revisioned(observed, taskDefinition) : { tasks: [] };
    const left = tasks.filter((task) => task.workerName !== workerName && mayPoll(task)).map(({ id }) => id);
    if (left.length === 0 || seconds() >= deadline) return left;
    await sleep(INTERVAL_SECONDS);
    signal.throwIfAborted();
  }
}

/** Its containers have ended once ECS takes away what it had given to the task. */
function mayPoll({ lastStatus }: Task): boolean {
  return lastStatus !== "DEPROVISIONING" && lastStatus !== "STOPPED";
}
