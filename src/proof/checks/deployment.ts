import { endedByItself } from "../../aws/ecs-service.ts";
import { secondsSince } from "../hearing.ts";
import type { Expectation, Observation, RevisionedDeployment, RevisionedTask } from "../observation.ts";
import type { Memory } from "../memory.ts";
import { unheard } from "../unheard.ts";
import type { Check } from "../verdict.ts";

/** What belongs to the revision of all that a service has. */
export interface RevisionInService {
  readonly deployment: RevisionedDeployment | undefined;
  readonly running: readonly RevisionedTask[];
  readonly stopped: readonly RevisionedTask[];
}

/** ECS runs as many tasks of the revision's deployment as are wanted, none of them unhealthy. */
export function deploymentCheck(
  { count }: Expectation,
  { atSeconds, service, trouble }: Observation,
  { deployment, running, stopped }: RevisionInService,
  memory: Memory,
): Check {
  const check = { id: "ecs-deployment", title: "ECS runs this revision" } as const;
  if (service === undefined) {
    const { began, heard } = memory;
    const silent = atSeconds - (heard.service?.last ?? began ?? atSeconds);
    return { ...check, ...unheard("ECS", silent, trouble?.ecs) };
  }
  if (deployment?.rolloutState === "FAILED") {
    return { ...check, outcome: "failed", evidence: `Rollout FAILED: ${deployment.rolloutStateReason}` };
  }
  const successor = successorOf(service.value.deployments, deployment, memory);
  if (successor !== undefined) {
    const evidence = `ECS went back: its primary deployment is ${successor.workerName}.`;
    return { ...check, outcome: "failed", evidence };
  }
  const ended = stopped.filter((task) => isFailure(task) && memory.excused?.has(task.id) === false);
  if (ended.length >= Math.max(CERTAIN_FAILURES, Math.ceil(count / 2))) {
    const reason = ended.at(-1)?.stoppedReason ?? "no reason given";
    return {
      ...check,
      outcome: "failed",
      evidence: `${ended.length} of its tasks ended by themselves, the last with "${reason}".`,
    };
  }
  if (deployment === undefined) {
    const seconds = secondsSince(memory.absentSince, memory.heard.service);
    const evidence =
      service.value.deployments.length === 0
        ? "ECS has no such service"
        : "The service has no deployment of this revision";
    return seconds >= ABSENT_SECONDS
      ? { ...check, outcome: "failed", evidence: `${evidence}, for ${Math.round(seconds)} s.` }
      : { ...check, outcome: "unknown", evidence: `${evidence} yet.` };
  }
  const { rolloutState, failedTasks } = deployment;
  const healthy = running.filter(isHealthy);
  // ECS counts them from 0 again as soon as a task runs well, and counts no more once it is COMPLETED.
  const isFailing = failedTasks > 0 && rolloutState !== "COMPLETED";
  return {
    ...check,
    outcome: healthy.length >= Math.max(count, running.length) && !isFailing ? "passed" : "unknown",
    evidence:
      `${running.length} of ${count} tasks RUNNING${health(running)}` +
      `${failedTasks > 0 ? `, ${failedTasks} failed before` : ""}, rollout ${rolloutState}.`,
  };
}

/**
 * The circuit breaker's least threshold; above that it is half of the tasks. Once a rollout is COMPLETED the
 * breaker counts no more, and ECS starts tasks that end by themselves again for ever.
 */
const CERTAIN_FAILURES = 3;

/** The proof begins when the service is deployed: longer than this, no API lags behind. */
const ABSENT_SECONDS = 30;

/**
 * The deployment that took the revision's place. A rollback is a new deployment, so it is younger; one that is
 * older than the revision's is what an API that lags behind still shows.
 */
function successorOf(
  deployments: readonly RevisionedDeployment[],
  deployment: RevisionedDeployment | undefined,
  { wasDeployed, deployment: newest }: Memory,
): RevisionedDeployment | undefined {
  if (!wasDeployed || deployment?.isPrimary === true) return undefined;
  const primary = deployments.find(({ isPrimary }) => isPrimary);
  const isOlder =
    primary?.createdAt !== undefined &&
    newest?.createdAt !== undefined &&
    primary.createdAt <= newest.createdAt;
  return isOlder ? undefined : primary;
}

/** Whether a task's end is its own fault; ECS stops one that fails its health checks, and says so. */
export function isFailure(task: RevisionedTask): boolean {
  return endedByItself(task) || /failed (container|ELB) health checks/i.test(task.stoppedReason);
}

/** Where no health check is defined, ECS calls every container UNKNOWN; else until the first check is over. */
export function isHealthy({ healthStatus, hasHealthCheck }: RevisionedTask): boolean {
  return healthStatus === "HEALTHY" || (healthStatus === "UNKNOWN" && !hasHealthCheck);
}

function health(running: readonly RevisionedTask[]): string {
  const counts = (["HEALTHY", "UNHEALTHY"] as const).flatMap((status) => {
    const those = running.filter(({ healthStatus }) => healthStatus === status);
    const ids = status === "UNHEALTHY" ? ` (${those.map(({ id }) => id).join(", ")})` : "";
    return those.length > 0 ? [`${those.length} ${status}${ids}`] : [];
  });
  return counts.map((text) => `, ${text}`).join("");
}
