import { endedByItself, type Deployment, type ServiceObservation, type Task } from "../aws/ecs-service.ts";
import type { Worker, WorkPool } from "../prefect/work-pool.ts";
import type { Check } from "./verdict.ts";

/** What must be seen before a deployment counts as proven. */
export interface Expectation {
  /** `<deployment name>-<revision>`; each worker is named this, a hyphen and its task's id. */
  readonly workerName: string;
  readonly count: number;
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
export function judge(expected: Expectation, memory: Memory, seen: Observation): Judgement {
  const deployment = seen.service?.deployments.find(({ workerName }) => workerName === expected.workerName);
  const running = (seen.service?.tasks ?? []).filter(
    (task) => task.workerName === expected.workerName && task.lastStatus === "RUNNING",
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

function prefectCheck({ workers }: Observation): Check {
  const check = { id: "prefect", title: "Prefect answers" } as const;
  return workers === undefined
    ? { ...check, outcome: "unknown", evidence: "No answer yet." }
    : { ...check, outcome: "passed", evidence: "The API accepts the credential." };
}

function workPoolCheck({ workPool }: Expectation, pool: WorkPool | undefined): Check {
  const check = { id: "work-pool", title: "The work pool takes runs of type ecs" } as const;
  if (pool === undefined)
    return { ...check, outcome: "unknown", evidence: `"${workPool}" was not read yet.` };
  const facts = `"${pool.name}" has type ${pool.type}${pool.is_paused ? " and is paused" : ""}.`;
  return { ...check, outcome: pool.type === "ecs" && !pool.is_paused ? "passed" : "failed", evidence: facts };
}

function deploymentCheck(
  { count }: Expectation,
  service: RevisionedService | undefined,
  deployment: Deployment | undefined,
  { running, wasDeployed, ended }: { running: number; wasDeployed: boolean; ended: readonly Task[] },
): Check {
  const check = { id: "ecs-deployment", title: "ECS runs this revision" } as const;
  const primary = service?.deployments.find(({ isPrimary }) => isPrimary);
  if (deployment?.rolloutState === "FAILED") {
    return { ...check, outcome: "failed", evidence: `Rollout FAILED: ${deployment.rolloutStateReason}` };
  }
  if (wasDeployed && service !== undefined && !deployment?.isPrimary) {
    const instead = primary === undefined ? "nothing" : primary.workerName;
    return { ...check, outcome: "failed", evidence: `ECS went back: its primary deployment is ${instead}.` };
  }
  if (ended.length >= CERTAIN_FAILURES) {
    const reason = ended.at(-1)?.stoppedReason ?? "";
    return {
      ...check,
      outcome: "failed",
      evidence: `${ended.length} of its tasks ended by themselves: ${reason}`,
    };
  }
  if (deployment === undefined) {
    return { ...check, outcome: "unknown", evidence: "The service has no deployment of this revision yet." };
  }
  const failed = deployment.failedTasks > 0 ? `, ${deployment.failedTasks} failed before` : "";
  return {
    ...check,
    outcome: running >= count ? "passed" : "unknown",
    evidence: `${running} of ${count} tasks RUNNING${failed}, rollout ${deployment.rolloutState}.`,
  };
}

/**
 * As many as the circuit breaker's least threshold. Once a rollout is COMPLETED the breaker counts no more,
 * and ECS starts tasks that end by themselves again for ever.
 */
const CERTAIN_FAILURES = 3;

interface Registration {
  readonly task: string;
  readonly worker: string;
  /** Why the worker does not count, or nothing when it does. */
  readonly problem: string | undefined;
}

function registration(expected: Expectation, task: Task, { workers }: Observation): Registration {
  const name = `${expected.workerName}-${task.id}`;
  const record = workers?.records.find((worker) => worker.name === name);
  return { task: task.id, worker: name, problem: problemOf(record, workers?.serverTime) };
}

function problemOf(record: Worker | undefined, serverTime: Date | undefined): string | undefined {
  if (record === undefined || serverTime === undefined) return "is not registered";
  if (record.status !== "ONLINE") return `is ${record.status}`;
  if (record.last_heartbeat_time === null) return "never sent a heartbeat";
  const ageSeconds = (serverTime.getTime() - record.last_heartbeat_time.getTime()) / 1000;
  return ageSeconds > 2 * (record.heartbeat_interval_seconds ?? DEFAULT_HEARTBEAT_SECONDS)
    ? `sent its last heartbeat ${Math.round(ageSeconds)} s ago`
    : undefined;
}

/** PREFECT_WORKER_HEARTBEAT_SECONDS of a worker that did not say. */
const DEFAULT_HEARTBEAT_SECONDS = 30;

function workerCheck(
  expected: Expectation,
  registrations: readonly Registration[],
  { runningSince }: Memory,
  nowSeconds: number,
): Check {
  const check = { id: "worker", title: "Workers of this revision are registered" } as const;
  const registered = registrations.filter(({ problem }) => problem === undefined);
  if (registered.length >= expected.count) {
    return {
      ...check,
      outcome: "passed",
      evidence: `${registered.length} of ${expected.count} ONLINE with a fresh heartbeat, one for each task.`,
    };
  }
  const late = registrations.find(({ task, problem }) => {
    const since = runningSince.get(task) ?? nowSeconds;
    return problem !== undefined && nowSeconds - since >= expected.registrationTimeoutSeconds;
  });
  if (late !== undefined) {
    const seconds = Math.round(nowSeconds - (runningSince.get(late.task) ?? nowSeconds));
    return {
      ...check,
      outcome: "failed",
      evidence: `Task ${late.task} has been RUNNING for ${seconds} s, yet its worker ${late.problem}.`,
    };
  }
  return {
    ...check,
    outcome: "unknown",
    evidence: `${registered.length} of ${expected.count} ONLINE with a fresh heartbeat.`,
  };
}
