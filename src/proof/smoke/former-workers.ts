import { type ServiceObservation, type Task, observeService } from "../../aws/ecs-service.ts";
import type { SmokeContext, SmokeTarget } from "./run.ts";

/** ECS stops a task within 120 s, and each look is a few requests. */
const INTERVAL_SECONDS = 5;

/**
 * Waits until the workers have ended that are about to leave: one would still take a run up, and prove itself, or leave
 * it Pending for ever.
 * @returns ids of their tasks that still run when the time is up
 * @throws the signal's reason when it is aborted
 */
export async function formerWorkersLeft(
  { ecs, seconds, sleep, signal }: Pick<SmokeContext, "ecs" | "seconds" | "sleep" | "signal">,
  { cluster, service, timeoutSeconds }: SmokeTarget,
): Promise<readonly string[]> {
  const deadline = seconds() + timeoutSeconds;
  for (;;) {
    const observed = await observeService(ecs, cluster, service);
    const left = observed === undefined ? [] : leaving(observed).map(({ id }) => id);
    if (left.length === 0 || seconds() >= deadline) return left;
    await sleep(INTERVAL_SECONDS);
    signal.throwIfAborted();
  }
}

/**
 * Those of former deployments, which may be of the same revision when the network alone changed, and those that are
 * too many by now.
 */
function leaving({ deployments, tasks }: ServiceObservation): readonly Task[] {
  const current = deployments.find(({ isPrimary }) => isPrimary)?.id;
  return tasks.filter(
    (task) => mayPoll(task) && (task.startedBy !== current || task.desiredStatus === "STOPPED"),
  );
}

/** Its containers have ended once ECS takes away what it had given to the task. */
function mayPoll({ lastStatus }: Task): boolean {
  return lastStatus !== "DEPROVISIONING" && lastStatus !== "STOPPED";
}
