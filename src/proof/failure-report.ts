import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { endedByItself, type Task } from "../aws/ecs-service.ts";
import { logTail } from "../aws/logs.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Symptoms } from "../diagnosis/symptoms.ts";
import { messageOf } from "../errors.ts";
import type { RevisionedService } from "./judge.ts";
import type { Check, Verdict } from "./verdict.ts";

interface Sources {
  readonly logs: CloudWatchLogsClient;
  readonly taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>;
}

type FailureReport = Pick<Verdict, "causes" | "logTail">;

/** More lines than are shown: the first warning may be far behind. */
const READ_LINES = 200;
const SHOWN_LINES = 30;

/**
 * Why a proof failed: what ECS says of the revision's tasks and of its deployment, what the
 * newest task that ended wrote last, and which checks did not pass.
 */
export async function failureReport(
  { logs, taskDefinition }: Sources,
  target: { readonly workerName: string },
  service: RevisionedService | undefined,
  checks: readonly Check[] = [],
): Promise<FailureReport> {
  const tasks = (service?.tasks ?? []).filter(({ workerName }) => workerName === target.workerName);
  const stopped = tasks
    .filter(({ stoppedAt }) => stoppedAt !== undefined)
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  // One that ended by itself says why; its successor, which still runs, may not have come that far.
  const suspect =
    stopped.find(endedByItself) ?? tasks.find(({ lastStatus }) => lastStatus === "RUNNING") ?? stopped[0];
  const destination = suspect && (await taskDefinition(suspect.taskDefinitionArn)).log;
  const { lines, problem } =
    suspect && destination
      ? await readableTail(logs, destination.group, `${destination.streamPrefix}/${suspect.id}`)
      : { lines: [] };
  return {
    causes: diagnose({
      ...symptomsOf(stopped),
      ...rollout(service, target.workerName, tasks),
      log: lines,
      checks: checks.filter(({ outcome }) => outcome === "failed" || outcome === "unknown"),
    }),
    logTail: problem === undefined ? lines.slice(-SHOWN_LINES) : [problem],
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
      .flatMap(({ containers }) => containers.flatMap(({ exitCode }) => exitCode ?? [])),
  };
}

/** What ECS says of the revision's deployment, and its service since that began: by AWS's clock, as the events are. */
function rollout(
  service: RevisionedService | undefined,
  workerName: string,
  tasks: readonly Task[],
): Pick<Symptoms, "events" | "rolloutStateReason"> {
  const deployments = (service?.deployments ?? []).filter(
    (deployment) => deployment.workerName === workerName,
  );
  const began = [...deployments, ...tasks].flatMap(({ createdAt }) => createdAt?.getTime() ?? []);
  const since = Math.min(...began);
  return {
    // A deployment of which nothing is left has no beginning, and its events cannot be told from older ones.
    events: (service?.events ?? [])
      .filter(({ at }) => (at?.getTime() ?? 0) >= since)
      .map(({ message }) => message),
    rolloutStateReason:
      deployments.find(({ isPrimary }) => isPrimary)?.rolloutStateReason ??
      deployments[0]?.rolloutStateReason ??
      "",
  };
}

/** A log that cannot be read must not cost the verdict: then the report says why it has none. */
async function readableTail(
  logs: CloudWatchLogsClient,
  group: string,
  stream: string,
): Promise<{ readonly lines: readonly string[]; readonly problem?: string }> {
  try {
    return { lines: await logTail(logs, group, stream, READ_LINES) };
  } catch (error) {
    const reason = messageOf(error);
    return { lines: [], problem: `The log ${stream} was not read: ${reason}` };
  }
}
