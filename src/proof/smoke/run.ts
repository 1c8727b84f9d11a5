import { randomUUID } from "node:crypto";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { type FlowRunTask, readFlowRunTask, taskPlace } from "../../aws/flow-run-task.ts";
import {
  createDeployment,
  createFlow,
  createFlowRun,
  listFlowRunStates,
  readFlowRun,
} from "../../prefect/flow-runs.ts";
import { readWorkPool } from "../../prefect/work-pool.ts";
import { rootCause } from "../../root-cause.ts";
import type { Check, Verdict } from "../verdict.ts";
import { smokeEvidence } from "./evidence.ts";
import { ENTRYPOINT, pullSteps, smokeName, smokeTags } from "./flow.ts";
import { judgeSmoke, NO_END_SEEN, type SmokeJudgement, type SmokeSighting } from "./judge.ts";
import { removeLeftovers, removeSmoke, type SmokeSystems } from "./remove.ts";
import { smokeReport } from "./report.ts";
import { removeTaskDefinition } from "./task-definition.ts";

export interface SmokeTarget {
  readonly deploymentName: string;
  readonly workPool: string;
  /** A queue that the worker polls; nothing for the pool's default one. */
  readonly workQueue: string | undefined;
  readonly timeoutSeconds: number;
}

export interface SmokeContext extends SmokeSystems {
  readonly logs: CloudWatchLogsClient;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  /** Called when something new is known. */
  readonly onCheck: (check: Check) => void;
  /** Called with what could not be removed again, which hinders no verdict. */
  readonly onTrouble: (message: string) => void;
  /** Ends the watch early, without a result. */
  readonly signal: AbortSignal;
}

export interface SmokeResult extends Pick<Verdict, "causes" | "logTail"> {
  readonly check: Check;
  readonly seconds: number;
}

/** One request a second to either side. */
const INTERVAL_SECONDS = 1;

const CHECK = { id: "smoke", title: "A flow run goes through" } as const;

/**
 * Runs a flow that needs nobody's code in the work pool, with the pool's own defaults, and watches it from Scheduled
 * to Completed and until its task has exited. Afterwards nothing of it is left, however it ended.
 * @throws the signal's reason when it is aborted; OutsideError when AWS or Prefect stop answering
 */
export async function runSmoke(context: SmokeContext, target: SmokeTarget): Promise<SmokeResult> {
  const { prefect, onTrouble } = context;
  const started = context.seconds();
  await hindering(onTrouble, async () => {
    const left = await removeLeftovers(context, target.deploymentName, target.timeoutSeconds);
    if (left.length > 0) onTrouble(`Removed what an earlier run left behind: ${left.join(", ")}.`);
  });
  context.signal.throwIfAborted();
  const name = smokeName(target.deploymentName, randomUUID().slice(0, 8));
  const flowId = await createFlow(prefect, name, smokeTags(target.deploymentName));
  let end: SmokeEnd;
  let report: Awaited<ReturnType<typeof smokeReport>> | undefined;
  try {
    end = await watchSmoke(context, target, flowId, name);
    if (end.check.outcome === "failed") report = await smokeReport(context, end);
  } finally {
    await hindering(onTrouble, () => removeSmoke(context, flowId));
  }
  const { taskDefinitionArn = "" } = end.task ?? {};
  const kept =
    taskDefinitionArn === "" ? undefined : await cleanUp(context, target.workPool, taskDefinitionArn);
  const evidence = [end.check.evidence, ...(kept === undefined ? [] : [kept])].join(" ");
  const check = { ...end.check, evidence };
  context.onCheck(check);
  return { check, causes: [], logTail: [], ...report, seconds: context.seconds() - started };
}

export interface SmokeEnd {
  readonly check: Check;
  readonly flowRunId: string;
  readonly states: readonly string[];
  readonly task: FlowRunTask | undefined;
}

async function watchSmoke(
  context: SmokeContext,
  { deploymentName, workPool, workQueue, timeoutSeconds }: SmokeTarget,
  flowId: string,
  name: string,
): Promise<SmokeEnd> {
  const { ecs, prefect, seconds, signal, onCheck } = context;
  const tags = smokeTags(deploymentName);
  const deployment = { name: "smoke", flowId, workPool, workQueue, tags };
  const deploymentId = await createDeployment(prefect, {
    ...deployment,
    entrypoint: ENTRYPOINT,
    pullSteps: pullSteps(),
  });
  const made = await createFlowRun(prefect, deploymentId, { name, tags });
  const began = seconds();
  let seen: SmokeSighting = { atSeconds: 0, run: made, task: undefined };
  let judgement: SmokeJudgement = judgeSmoke(timeoutSeconds, NO_END_SEEN, seen);
  onCheck({ ...CHECK, outcome: "unknown", evidence: `${judgement.finding}.` });
  while (judgement.outcome === "undecided") {
    await context.sleep(INTERVAL_SECONDS);
    signal.throwIfAborted();
    // The run before its task: a flow has told its end before its container exits.
    const run = await readFlowRun(prefect, made.id);
    const place = taskPlace(run.infrastructure_pid);
    const task = place && ((await readFlowRunTask(ecs, place)) ?? seen.task);
    seen = { atSeconds: seconds() - began, run, task };
    const former = judgement.finding;
    judgement = judgeSmoke(timeoutSeconds, judgement.memory, seen);
    if (judgement.outcome === "undecided" && judgement.finding !== former)
      onCheck({ ...CHECK, outcome: "unknown", evidence: `${judgement.finding}.` });
  }
  const states = await listFlowRunStates(prefect, made.id);
  const { outcome, finding } = judgement;
  return {
    check: { ...CHECK, outcome, evidence: smokeEvidence(finding, states, seen.task) },
    flowRunId: made.id,
    states: states.map((state) => `${state.name}: ${state.message ?? ""}`),
    task: seen.task,
  };
}

/** @returns what became of the run's task definition, or nothing where that did not work */
async function cleanUp(context: SmokeContext, workPool: string, arn: string): Promise<string | undefined> {
  return await hindering(context.onTrouble, async () => {
    const pool = await readWorkPool(context.prefect, workPool);
    return pool && (await removeTaskDefinition(context.ecs, arn, pool.base_job_template));
  });
}

/** What is left behind is told and found again by the next run; it costs no verdict. */
async function hindering<T>(
  onTrouble: (message: string) => void,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const reason = rootCause(error).replace(/\.$/, "");
    onTrouble(`The smoke run was not removed altogether: ${reason}. The next one tries it again.`);
    return undefined;
  }
}
