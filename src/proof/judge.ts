import { deploymentCheck, isFailure, type RevisionInService } from "./checks/deployment.ts";
import { isDenied, observerCheck, witnesses } from "./checks/observer.ts";
import { prefectCheck } from "./checks/prefect.ts";
import { queuesCheck } from "./checks/queues.ts";
import { workerCheck } from "./checks/workers.ts";
import { workPoolCheck } from "./checks/work-pool.ts";
import type { Memory } from "./memory.ts";
import type { Expectation, Observation, RevisionedDeployment, Seen } from "./observation.ts";
import { registration, type Registration } from "./registration.ts";
import type { Check } from "./verdict.ts";

export { NOTHING_SEEN, type Memory } from "./memory.ts";
export type { Expectation, Observation, RevisionedService } from "./observation.ts";

export interface Judgement {
  readonly memory: Memory;
  /** `undecided` while it may still turn out either way. */
  readonly outcome: "undecided" | "verified" | "failed";
  readonly checks: readonly Check[];
  /** Names of the workers that count. */
  readonly workers: readonly string[];
}

/**
 * Judges what is known at one moment. Verified takes as many running tasks of this revision's deployment as
 * expected, each with the worker record that bears its task id, ONLINE and with a heartbeat younger than two
 * intervals, and queues that were polled since the last of them registered, all by the server's own clock. So
 * neither an old worker, nor another environment's, nor a healthy container that polls nothing can pass. Failed
 * takes certainty, never impatience: what was not heard lately counts for nothing.
 */
export function judge(configured: Expectation, memory: Memory, given: Observation): Judgement {
  const seen = heardLately(given);
  const { deployment, ...tasks } = revisionIn(configured, seen);
  const expected = { ...configured, count: wantedCount(configured, deployment) };
  const registrations = tasks.running.map((task) => registration(expected, task, seen.workers?.value));
  const registered = registrations.filter(({ problem }) => problem === undefined);
  const remembered = remember(expected, memory, seen, { deployment, ...tasks }, registered);
  const revision = {
    deployment,
    running: tasks.running,
    ended: tasks.ended.filter(({ id }) => remembered.endedBefore?.has(id) === false),
  };
  const observer = observerCheck(expected, seen, registered, remembered);
  const proving = [
    prefectCheck(expected, seen),
    workPoolCheck(expected, seen, remembered.registeredSince),
    deploymentCheck(expected, seen, revision, remembered),
    workerCheck(expected, seen, registrations, remembered),
    queuesCheck(expected, seen, registered, remembered),
  ];
  const checks = [...proving, observer.check];
  return {
    memory: remembered,
    outcome: checks.some(({ outcome }) => outcome === "failed")
      ? "failed"
      : proving.every(({ outcome }) => outcome === "passed") && !observer.isOpen
        ? "verified"
        : "undecided",
    checks,
    workers: registered.map(({ worker }) => worker).sort(),
  };
}

/** Longer than the longest wait between two tries of a request, and twice a heartbeat's interval. */
const HEARD_SECONDS = 60;

function heardLately(given: Observation): Observation {
  const fresh = <T>(seen: Seen<T> | undefined) =>
    seen !== undefined && given.atSeconds - seen.atSeconds <= HEARD_SECONDS ? seen : undefined;
  // The server's version and what a worker said at its start do not change any more.
  const { service, pool, queues, workers, eventQueue, ...lasting } = given;
  const heard = {
    service: fresh(service),
    pool: fresh(pool),
    queues: fresh(queues),
    workers: fresh(workers),
    eventQueue: fresh(eventQueue),
  };
  return {
    ...lasting,
    ...(heard.service && { service: heard.service }),
    ...(heard.pool && { pool: heard.pool }),
    ...(heard.queues && { queues: heard.queues }),
    ...(heard.workers && { workers: heard.workers }),
    ...(heard.eventQueue && { eventQueue: heard.eventQueue }),
  };
}

function revisionIn({ workerName }: Expectation, { service }: Observation): RevisionInService {
  const { deployments = [], tasks = [] } = service?.value ?? {};
  const ofRevision = deployments.filter((one) => one.workerName === workerName);
  // A change of the network alone deploys the same revision anew, beside tasks of it that are leaving.
  const deployment = ofRevision.find(({ isPrimary }) => isPrimary) ?? ofRevision[0];
  return {
    deployment,
    running: tasks.filter((task) => task.startedBy === deployment?.id && task.lastStatus === "RUNNING"),
    ended: tasks.filter((task) => task.workerName === workerName && isFailure(task)),
  };
}

function remember(
  { count }: Expectation,
  memory: Memory,
  { atSeconds, service, workers, eventQueue, logs }: Observation,
  { deployment, running, ended }: RevisionInService,
  registered: readonly Registration[],
): Memory {
  const heard = new Map(registered.map(({ task }) => [task, workers?.atSeconds ?? atSeconds]));
  const registeredAt = new Map(
    running.flatMap(({ id }) => {
      const at = memory.registeredAt.get(id) ?? heard.get(id);
      return at === undefined ? [] : [[id, at] as const];
    }),
  );
  const isDeniedNow = witnesses(registered).some((id) => isDenied(logs?.get(id)?.value));
  return {
    wasDeployed: memory.wasDeployed || deployment !== undefined,
    deployedAt: later(memory.deployedAt, deployment?.createdAt),
    absentSince:
      service !== undefined && deployment === undefined
        ? (memory.absentSince ?? service.atSeconds)
        : undefined,
    waitingSince: new Map(
      running.map(({ id }) => [
        id,
        heard.get(id) ?? memory.waitingSince.get(id) ?? service?.atSeconds ?? atSeconds,
      ]),
    ),
    endedBefore:
      memory.endedBefore ?? (service === undefined ? undefined : new Set(ended.map(({ id }) => id))),
    registeredAt,
    // A record that is not in one list, for it slipped to another page, does not begin anew.
    registeredSince: [...registeredAt.values()].sort((a, b) => a - b)[count - 1],
    eventQueueMissingSince:
      eventQueue?.value.kind === "missing"
        ? (memory.eventQueueMissingSince ?? eventQueue.atSeconds)
        : undefined,
    deniedSince: isDeniedNow ? (memory.deniedSince ?? atSeconds) : undefined,
  };
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}

/** The autoscaling may have changed the number before this deployment, or may do so meanwhile; never to none. */
function wantedCount(
  { count, isAutoscaled }: Expectation,
  deployment: RevisionedDeployment | undefined,
): number {
  return isAutoscaled && deployment !== undefined ? Math.max(1, deployment.desiredCount) : count;
}
