import { deploymentCheck, type RevisionInService } from "./checks/deployment.ts";
import { observerCheck } from "./checks/observer.ts";
import { prefectCheck } from "./checks/prefect.ts";
import { queuesCheck } from "./checks/queues.ts";
import { workerCheck } from "./checks/workers.ts";
import { workPoolCheck } from "./checks/work-pool.ts";
import { heardLately } from "./hearing.ts";
import type { Memory } from "./memory.ts";
import type { Expectation, Observation, RevisionedDeployment } from "./observation.ts";
import { registration } from "./registration.ts";
import { remember } from "./remember.ts";
import type { Check } from "./verdict.ts";

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
 * takes certainty, never impatience: what was not heard lately counts for nothing, and whoever is waited for may
 * have had no answer while we had none.
 */
export function judge(configured: Expectation, memory: Memory, given: Observation): Judgement {
  const seen = heardLately(given);
  const revision = revisionIn(configured, seen, memory);
  const expected = { ...configured, count: wantedCount(configured, revision.deployment) };
  const registrations = revision.running.map((task) => registration(expected, task, seen.workers?.value));
  const registered = registrations.filter(({ problem }) => problem === undefined);
  const remembered = remember(expected, memory, seen, revision, registrations);
  const observer = observerCheck(expected, seen, registered, remembered);
  const proving = [
    prefectCheck(expected, seen, remembered),
    workPoolCheck(expected, seen, remembered),
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

/**
 * ECS shows within a few seconds what an update made, and this is several times as long
 * (docs/decisions/0041-a-verdict-holds-at-the-end.md). What it still shows then, it has not replaced.
 */
const LAG_SECONDS = 20;

function revisionIn(
  { workerName, formerDeployment }: Expectation,
  { service }: Observation,
  { began }: Memory,
): RevisionInService {
  const { deployments = [], tasks = [] } = service?.value ?? {};
  const ofName = deployments.filter((one) => one.workerName === workerName);
  const newer = ofName.filter(({ id }) => id !== formerDeployment);
  const isLate = service !== undefined && began !== undefined && service.atSeconds - began > LAG_SECONDS;
  const ofRevision = newer.length === 0 && isLate ? ofName : newer;
  // A change of the network alone deploys the same revision anew, beside tasks of it that are leaving.
  const deployment = ofRevision.find(({ isPrimary }) => isPrimary) ?? ofRevision[0];
  const own = tasks.filter(({ startedBy }) => startedBy === deployment?.id);
  return {
    deployment,
    running: own.filter(({ lastStatus }) => lastStatus === "RUNNING"),
    stopped: own.filter(({ lastStatus }) => lastStatus === "STOPPED"),
  };
}

/** The autoscaling may have changed the number before this deployment, or may do so meanwhile; never to none. */
function wantedCount(
  { count, isAutoscaled }: Expectation,
  deployment: RevisionedDeployment | undefined,
): number {
  return isAutoscaled && deployment !== undefined ? Math.max(1, deployment.desiredCount) : count;
}
