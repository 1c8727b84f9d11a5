import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { logTail } from "../aws/logs.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Symptoms } from "../diagnosis/symptoms.ts";
import { messageOf } from "../errors.ts";
import { failureEvidence } from "./failure-evidence.ts";
import type { Judgement } from "./judge.ts";
import type { Observation, RevisionedService, RevisionedTask } from "./observation.ts";
import type { ProofTarget } from "./target.ts";
import type { Verdict } from "./verdict.ts";

interface Sources {
  readonly logs: CloudWatchLogsClient;
  readonly taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>;
}

type FailureReport = Pick<Verdict, "causes" | "logTail">;

/** More lines than are shown: the first warning may be far behind. */
const READ_LINES = 200;
const SHOWN_LINES = 30;

/**
 * Why a proof failed: what ECS says of the deployment and of its tasks, what the one that tells most wrote last,
 * what Prefect answered, and which checks did not pass.
 * @param service all that ECS remembers now
 */
export async function failureReport(
  sources: Sources,
  target: Pick<ProofTarget, "workerName" | "isDeployed">,
  service: RevisionedService | undefined,
  { checks, memory }: Pick<Judgement, "checks" | "memory">,
  { refusal, trouble }: Pick<Observation, "refusal" | "trouble">,
): Promise<FailureReport> {
  const { suspect, ...told } = failureEvidence(target, service, checks, memory);
  const { lines, problem } = suspect ? await readableTail(sources, suspect) : { lines: [] };
  const request = (refusal ?? trouble?.prefect)?.request;
  const symptoms: Partial<Symptoms> = {
    ...told,
    log: lines,
    checks: checks.filter(({ outcome }) => outcome === "failed" || outcome === "unknown"),
    ...(request && { request }),
  };
  return {
    causes: diagnose(symptoms),
    logTail: problem === undefined ? lines.slice(-SHOWN_LINES) : [problem],
  };
}

/** A log that cannot be read must not cost the verdict: then the report says why it has none. */
async function readableTail(
  { logs, taskDefinition }: Sources,
  { id, taskDefinitionArn }: RevisionedTask,
): Promise<{ readonly lines: readonly string[]; readonly problem?: string }> {
  try {
    const { log } = await taskDefinition(taskDefinitionArn);
    if (log === undefined) return { lines: [] };
    return { lines: await logTail(logs, log.group, `${log.streamPrefix}/${id}`, READ_LINES) };
  } catch (error) {
    const reason = messageOf(error);
    return { lines: [], problem: `The log of task ${id} was not read: ${reason}` };
  }
}
