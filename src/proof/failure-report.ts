import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { endedByItself } from "../aws/ecs-service.ts";
import { logTail } from "../aws/logs.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { RevisionedService } from "./judge.ts";
import type { Verdict } from "./verdict.ts";

interface Sources {
  readonly logs: CloudWatchLogsClient;
  readonly taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>;
}

type FailureReport = Pick<Verdict, "causes" | "logTail" | "serving">;

/**
 * Why a proof failed and what runs instead, from the newest task of the revision that ended: what ECS says of its
 * end, and the last lines it wrote.
 */
export async function failureReport(
  { logs, taskDefinition }: Sources,
  target: { readonly workerName: string; readonly deploymentName: string },
  service: RevisionedService | undefined,
): Promise<FailureReport> {
  const tasks = (service?.tasks ?? []).filter(({ workerName }) => workerName === target.workerName);
  const stopped = tasks
    .filter(({ stoppedAt }) => stoppedAt !== undefined)
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  // One that ended by itself says why; its successor, which still runs, may not have come that far.
  const suspect =
    stopped.find(endedByItself) ?? tasks.find(({ lastStatus }) => lastStatus === "RUNNING") ?? stopped[0];
  const destination = suspect && (await taskDefinition(suspect.taskDefinitionArn)).log;
  const tail =
    suspect && destination
      ? await readableTail(logs, destination.group, `${destination.streamPrefix}/${suspect.id}`)
      : [];
  const serving = servingNow(service, target);
  return {
    causes: diagnose({
      stoppedReasons: stopped.flatMap(({ stoppedReason, containers }) => [
        stoppedReason,
        ...containers.map(({ reason }) => reason),
      ]),
      exitCodes: stopped.flatMap(({ containers }) => containers.flatMap(({ exitCode }) => exitCode ?? [])),
      log: tail,
    }),
    logTail: tail,
    ...(serving === undefined ? {} : { serving }),
  };
}

/** A log that cannot be read must not cost the verdict: then the report says why it has none. */
async function readableTail(logs: CloudWatchLogsClient, group: string, stream: string): Promise<string[]> {
  try {
    return await logTail(logs, group, stream);
  } catch (error) {
    return [`The log ${stream} was not read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** The other revision that still has running tasks, if there is one. */
function servingNow(
  service: RevisionedService | undefined,
  target: { readonly workerName: string; readonly deploymentName: string },
): Verdict["serving"] {
  const others = (service?.tasks ?? []).filter(
    ({ workerName, lastStatus }) => lastStatus === "RUNNING" && workerName !== target.workerName,
  );
  const [first] = others;
  if (first === undefined) return undefined;
  return {
    revision: first.workerName.slice(target.deploymentName.length + 1),
    tasks: others.filter(({ workerName }) => workerName === first.workerName).length,
  };
}
