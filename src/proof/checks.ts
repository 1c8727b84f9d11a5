import type { Deployment, Task } from "../aws/ecs-service.ts";
import type { WorkPool } from "../prefect/work-pool.ts";
import type { Expectation, Memory, Observation, RevisionedService } from "./judge.ts";
import type { Registration } from "./registration.ts";
import type { Check } from "./verdict.ts";

export function prefectCheck({ workers }: Observation): Check {
  const check = { id: "prefect", title: "Prefect answers" } as const;
  return workers === undefined
    ? { ...check, outcome: "unknown", evidence: "No answer yet." }
    : { ...check, outcome: "passed", evidence: "The API accepts the credential." };
}

export function workPoolCheck({ workPool }: Expectation, pool: WorkPool | undefined): Check {
  const check = { id: "work-pool", title: "The work pool takes runs of type ecs" } as const;
  if (pool === undefined)
    return { ...check, outcome: "unknown", evidence: `"${workPool}" was not read yet.` };
  const facts = `"${pool.name}" has type ${pool.type}${pool.is_paused ? " and is paused" : ""}.`;
  return { ...check, outcome: pool.type === "ecs" && !pool.is_paused ? "passed" : "failed", evidence: facts };
}

export function deploymentCheck(
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
  if (ended.length >= Math.max(CERTAIN_FAILURES, Math.ceil(count / 2))) {
    const reason = ended.at(-1)?.stoppedReason ?? "no reason given";
    return {
      ...check,
      outcome: "failed",
      evidence: `${ended.length} of its tasks ended by themselves, the last with "${reason}".`,
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
 * The circuit breaker's least threshold; above that it is half of the tasks. Once a rollout is COMPLETED the breaker counts no more,
 * and ECS starts tasks that end by themselves again for ever.
 */
const CERTAIN_FAILURES = 3;

export function workerCheck(
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
