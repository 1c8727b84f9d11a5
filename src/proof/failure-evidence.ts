import { WORKER_CONTAINER } from "../../stacks/worker-container-name.ts";
import { endedByItself, type ServiceEvent, type Task } from "../aws/ecs-service.ts";
import type { Symptoms } from "../diagnosis/symptoms.ts";
import { isFailure } from "./checks/deployment.ts";
import type { Memory } from "./memory.ts";
import type { RevisionedService, RevisionedTask } from "./observation.ts";
import type { ProofTarget } from "./target.ts";
import type { Check } from "./verdict.ts";

type ToldByEcs = Pick<
  Symptoms,
  "stoppedReasons" | "stopCodes" | "exitCodes" | "events" | "rolloutStateReason"
>;

export interface FailureEvidence extends ToldByEcs {
  /** The task whose log tells most. */
  readonly suspect: RevisionedTask | undefined;
}

/**
 * What ECS says of a deployment that was not proven. ECS remembers a stopped task for an hour and a hundred events of
 * a service: what was before the watch, or of another deployment of the same revision, is no cause of this failure.
 */
export function failureEvidence(
  { workerName, isDeployed }: Pick<ProofTarget, "workerName" | "isDeployed">,
  service: RevisionedService | undefined,
  checks: readonly Check[],
  memory: Memory,
): FailureEvidence {
  const { tasks = [], deployments = [], events = [] } = service ?? {};
  const ofRevision = deployments.filter((deployment) => deployment.workerName === workerName);
  const own = tasks.filter((task) =>
    memory.deployment === undefined
      ? task.workerName === workerName
      : task.startedBy === memory.deployment.id,
  );
  const isOld = ({ id }: RevisionedTask) => memory.excused?.has(id) === true;
  const stopped = own
    .filter(({ lastStatus }) => lastStatus === "STOPPED")
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  // A rollout that had failed before the watch is explained by what was before it.
  const isOldFailure = failed.some(({ id }) => id === "ecs-deployment") && stopped.every(isOld);
  const counted = isOldFailure ? stopped : stopped.filter((task) => !isOld(task));
  const running = own.filter(({ lastStatus }) => lastStatus === "RUNNING");
  const isCounted = isDeployed && !isOldFailure ? after(memory.toldBefore) : since(beginning(memory, own));
  return {
    ...symptomsOf(counted),
    events: events.filter(isCounted).map(({ message }) => message),
    rolloutStateReason:
      (ofRevision.find(({ isPrimary }) => isPrimary) ?? ofRevision[0])?.rolloutStateReason ?? "",
    // One that failed by itself says why; its successor, which still runs, may not have come that far.
    suspect:
      counted.find(isFailure) ??
      running.find(({ id }) => failed.some(({ evidence }) => evidence.includes(id))) ??
      running[0] ??
      counted[0],
  };
}

/** What ECS says of stopped tasks; the exit code of one that ECS itself stopped says nothing. */
function symptomsOf(stopped: readonly Task[]): Pick<Symptoms, "stoppedReasons" | "stopCodes" | "exitCodes"> {
  return {
    stoppedReasons: stopped.flatMap(({ stoppedReason, containers }) => [
      stoppedReason,
      ...containers.map(({ reason }) => reason),
    ]),
    stopCodes: stopped.map(({ stopCode }) => stopCode),
    exitCodes: stopped
      .filter(endedByItself)
      .flatMap(({ containers }) => containers.filter(isWorker).flatMap(({ exitCode }) => exitCode ?? [])),
  };
}

/** ECS stops the containers beside it once the worker's has ended. */
function isWorker({ name }: Task["containers"][number]): boolean {
  return name === WORKER_CONTAINER;
}

/** When the deployment was made, by AWS's clock as the events are; nothing when nothing is left of it. */
function beginning({ deployment }: Memory, own: readonly Task[]): Date | undefined {
  if (deployment?.createdAt !== undefined) return deployment.createdAt;
  const made = own.flatMap(({ createdAt }) => createdAt?.getTime() ?? []);
  return made.length === 0 ? undefined : new Date(Math.min(...made));
}

type IsCounted = (event: ServiceEvent) => boolean;

/** Events that cannot be told from older ones tell nothing. */
function since(begin: Date | undefined): IsCounted {
  return ({ at }) => begin !== undefined && at !== undefined && at >= begin;
}

function after(last: Date | undefined): IsCounted {
  return ({ at }) => at !== undefined && (last === undefined || at > last);
}
