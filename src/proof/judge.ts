import { endedByItself, type Deployment, type ServiceObservation, type Task } from "../aws/ecs-service.ts";
import type { Worker, WorkPool } from "../prefect/work-pool.ts";
import { deploymentCheck, prefectCheck, workerCheck, workPoolCheck } from "./checks.ts";
import { registration } from "./registration.ts";
import type { Check } from "./verdict.ts";

/** What must be seen before a deployment counts as proven. */
export interface Expectation {
  /** `<deployment name>-<revision>`; each worker is named this, a hyphen and its task's id. */
  readonly workerName: string;
  /** How many workers; where autoscaling decides that, only until ECS says how many it wants. */
  readonly count: number;
  readonly isAutoscaled: boolean;
  readonly workPool: string;
  /** How long a running task may go without a registered worker. */
  readonly registrationTimeoutSeconds: number;
}

/** The latest that is known of both sides; either may be unknown yet. */
export interface Observation {
  /** Seconds of a monotonic clock of our own: no other clock is compared with it. */
  readonly atSeconds: number;
  readonly service?: RevisionedService | undefined;
  readonly pool?: WorkPool | undefined;
  /** Records of the pool's workers, and what the server's clock showed when it listed them. */
  readonly workers?: { readonly records: readonly Worker[]; readonly serverTime: Date } | undefined;
}

/** A service whose deployments and tasks are known by the worker name in their task definition. */
export interface RevisionedService extends ServiceObservation {
  readonly deployments: readonly (Deployment & { readonly workerName: string })[];
  readonly tasks: readonly (Task & { readonly workerName: string })[];
}

/** What has to be remembered from one look to the next. */
export interface Memory {
  readonly wasDeployed: boolean;
  /** Task id to when it was first seen running. */
  readonly runningSince: ReadonlyMap<string, number>;
  /** Ids of this revision's tasks that had ended before the first look at the service; nothing before it. */
  readonly endedBefore: ReadonlySet<string> | undefined;
}

export const NOTHING_SEEN: Memory = { wasDeployed: false, runningSince: new Map(), endedBefore: undefined };

export interface Judgement {
  readonly memory: Memory;
  /** `undecided` while it may still turn out either way. */
  readonly outcome: "undecided" | "verified" | "failed";
  readonly checks: readonly Check[];
  readonly workers: readonly string[];
}

/**
 * Judges one observation. Verified takes as many running tasks of this revision's deployment as
 * expected, each with the worker record that bears its task id, ONLINE and with a heartbeat younger than
 * two intervals by the server's own clock. So neither an old worker, nor another environment's, nor a
 * healthy container that polls nothing can pass. Failed takes certainty, never impatience.
 */
export function judge(configured: Expectation, memory: Memory, seen: Observation): Judgement {
  const ofRevision = (seen.service?.deployments ?? []).filter(
    ({ workerName }) => workerName === configured.workerName,
  );
  // A change of the network alone deploys the same revision anew, beside tasks of it that are leaving.
  const deployment = ofRevision.find(({ isPrimary }) => isPrimary) ?? ofRevision[0];
  const expected = { ...configured, count: wantedCount(configured, deployment) };
  const running = (seen.service?.tasks ?? []).filter(
    (task) => task.startedBy === deployment?.id && task.lastStatus === "RUNNING",
  );
  const ended = (seen.service?.tasks ?? []).filter(
    (task) => task.workerName === expected.workerName && endedByItself(task),
  );
  const remembered: Memory = {
    endedBefore:
      memory.endedBefore ?? (seen.service === undefined ? undefined : new Set(ended.map(({ id }) => id))),
    wasDeployed: memory.wasDeployed || deployment !== undefined,
    runningSince: new Map(running.map(({ id }) => [id, memory.runningSince.get(id) ?? seen.atSeconds])),
  };
  const registrations = running.map((task) => registration(expected, task, seen));
  const checks = [
    prefectCheck(seen),
    workPoolCheck(expected, seen.pool),
    deploymentCheck(expected, seen.service, deployment, {
      running: running.length,
      wasDeployed: remembered.wasDeployed,
      ended: ended.filter(({ id }) => remembered.endedBefore?.has(id) === false),
    }),
    workerCheck(expected, registrations, remembered, seen.atSeconds),
  ];
  const outcome = checks.some((check) => check.outcome === "failed")
    ? "failed"
    : checks.every((check) => check.outcome === "passed")
      ? "verified"
      : "undecided";
  return {
    memory: remembered,
    outcome,
    checks,
    workers: registrations
      .filter(({ problem }) => problem === undefined)
      .map(({ worker }) => worker)
      .sort(),
  };
}

/** The autoscaling may have changed the number before this deployment, or may do so meanwhile; never to none. */
function wantedCount({ count, isAutoscaled }: Expectation, deployment: Deployment | undefined): number {
  return isAutoscaled && deployment !== undefined ? Math.max(1, deployment.desiredCount) : count;
}
