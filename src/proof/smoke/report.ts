import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { FlowRunTask } from "../../aws/flow-run-task.ts";
import { logTail } from "../../aws/logs.ts";
import { workerTaskDefinitions } from "../../aws/worker-task-definition.ts";
import { diagnose } from "../../diagnosis/diagnose.ts";
import type { PrefectClient } from "../../prefect/client.ts";
import { listFlowRunLogs } from "../../prefect/flow-runs.ts";
import { rootCause } from "../../root-cause.ts";
import type { Verdict } from "../verdict.ts";
import type { SmokeEnd } from "./end.ts";

interface Sources {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly prefect: PrefectClient;
}

const SHOWN_LINES = 30;

/**
 * Why the smoke run failed: what Prefect knows of it, what ECS says of its task, and what that wrote last. All of it
 * counts as the flow run's, because the rows about a worker's own task would name the wrong remedy.
 */
export async function smokeReport(
  sources: Sources,
  { check, flowRunId, states, task }: SmokeEnd,
): Promise<Pick<Verdict, "causes" | "logTail">> {
  const [logs, lines] = await Promise.all([
    readable(() => listFlowRunLogs(sources.prefect, flowRunId)),
    task === undefined ? [] : readable(() => taskLog(sources, task)),
  ]);
  const reasons = task?.reasons ?? [];
  return {
    causes: diagnose({ checks: [check], flowRun: { states, logs: [...logs, ...reasons, ...lines] } }),
    logTail: (lines.length > 0 ? lines : logs).slice(-SHOWN_LINES),
  };
}

async function taskLog({ ecs, logs }: Sources, { arn, taskDefinitionArn }: FlowRunTask): Promise<string[]> {
  const { log } = await workerTaskDefinitions(ecs)(taskDefinitionArn);
  const id = arn.split("/").at(-1) ?? arn;
  return log === undefined ? [] : await logTail(logs, log.group, `${log.streamPrefix}/${id}`, SHOWN_LINES);
}

/** A log that cannot be read must not cost the report: then it says why it has none. */
async function readable(read: () => Promise<string[]>): Promise<string[]> {
  try {
    return await read();
  } catch (error) {
    return [`A log was not read: ${rootCause(error)}`];
  }
}
