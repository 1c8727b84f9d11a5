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
import { rootCause } from "../../root-cause.ts";
import type { Check, Verdict } from "../verdict.ts";
import { diagnose } from "../../diagnosis/diagnose.ts";
import { SMOKE_CHECK, type SmokeEnd } from "./end.ts";
import { smokeEvidence } from "./evidence.ts";
import { ENTRYPOINT, PULL_STEPS, smokeName, smokeTags } from "./flow.ts";
import { formerWorkersLeft } from "./former-workers.ts";
import { judgeSmoke, NO_END_SEEN, type SmokeJudgement, type SmokeSighting } from "./judge.ts";
import {
  removeLeftovers,
  removeSmoke,
  removeTaskDefinitions,
  type SmokePlace,
  type SmokeSystems,
} from "./remove.ts";
import { smokeReport } from "./report.ts";
import { slotLimits } from "./slots.ts";

export interface SmokeTarget extends SmokePlace {
  readonly cluster: string;
  readonly service: string;
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

/**
 * Runs a flow that needs nobody's code in the work pool, with the pool's own defaults, and watches it from Scheduled
 * to Completed and until its task has exited. It begins once the workers of former deployments have ended. Afterwards
 * nothing of it is left, however it ended.
 * @throws the signal's reason when it is aborted; OutsideError when AWS or Prefect stop answering
 */
export async function runSmoke(context: SmokeContext, target: SmokeTarget): Promise<SmokeResult> {
  const { prefect, onCheck, onTrouble } = context;
  const started = context.seconds();
  await hindering(onTrouble, async () => {
    const left = await removeLeftovers(context, target, target.timeoutSeconds);
    if (left.length > 0) onTrouble(`Removed what an earlier run left behind: ${left.join(", ")}.`);
  });
  context.signal.throwIfAborted();
  const formerTasks = await formerWorkersLeft(context, target);
  if (formerTasks.length > 0) {
    const seconds = context.seconds() - started;
    const check = {
      ...SMOKE_CHECK,
      outcome: "failed",
      evidence: formerEvidence(formerTasks, seconds),
    } as const;
    onCheck(check);
    return { check, causes: diagnose({ checks: [check] }), logTail: [], seconds };
  }
  const name = smokeName(target.deploymentName, randomUUID().slice(0, 8));
  const flowId = await createFlow(prefect, name, smokeTags(target.deploymentName));
  let end: SmokeEnd;
  let report: Awaited<ReturnType<typeof smokeReport>> | undefined;
  let isRemoved: boolean;
  try {
    end = await watchSmoke(context, target, flowId, name);
    if (end.check.outcome === "failed") report = await smokeReport(context, end);
  } finally {
    isRemoved = await hindering(onTrouble, async () => {
      await removeSmoke(context, flowId);
      await removeTaskDefinitions(context, target);
    });
  }
  const evidence = [end.check.evidence, ...definitionText(end.task, target, isRemoved)].join(" ");
  const check = { ...end.check, evidence };
  onCheck(check);
  return { check, causes: [], logTail: [], ...report, seconds: context.seconds() - started };
}

function formerEvidence(tasks: readonly string[], seconds: number): string {
  return (
    `No flow was run: after ${Math.round(seconds)} s workers of former deployments still run, ` +
    `any of which could take it up: task ${tasks.join(", ")}.`
  );
}

/** A template that names a family or a definition of its own lets other runs start from the same. */
function definitionText(task: FlowRunTask | undefined, { family }: SmokePlace, isRemoved: boolean): string[] {
  if (task === undefined || !isRemoved) return [];
  const name = task.taskDefinitionArn.split("/").at(-1) ?? task.taskDefinitionArn;
  const isOwn = name.split(":")[0] === family;
  return [`Its task definition ${name} ${isOwn ? "is removed" : "stays, as it is not of its own family"}.`];
}

async function watchSmoke(
  context: SmokeContext,
  { deploymentName, family, workPool, workQueue, timeoutSeconds }: SmokeTarget,
  flowId: string,
  name: string,
): Promise<SmokeEnd> {
  const { ecs, prefect, seconds, signal, onCheck } = context;
  const tags = smokeTags(deploymentName);
  const deployment = { name: "smoke", flowId, workPool, workQueue, tags };
  const deploymentId = await createDeployment(prefect, {
    ...deployment,
    entrypoint: ENTRYPOINT,
    pullSteps: PULL_STEPS,
    jobVariables: { family },
  });
  const made = await createFlowRun(prefect, deploymentId, { name, tags });
  const began = seconds();
  let seen: SmokeSighting = { atSeconds: 0, run: made, task: undefined };
  let judgement: SmokeJudgement = judgeSmoke(timeoutSeconds, NO_END_SEEN, seen);
  onCheck({ ...SMOKE_CHECK, outcome: "unknown", evidence: `${judgement.finding}.` });
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
      onCheck({ ...SMOKE_CHECK, outcome: "unknown", evidence: `${judgement.finding}.` });
  }
  const states = await listFlowRunStates(prefect, made.id);
  const { outcome, finding } = judgement;
  const wasTaken = outcome === "passed" || seen.run.state?.type !== "SCHEDULED";
  const limits = wasTaken ? [] : await slotLimits(prefect, workPool, workQueue);
  return {
    check: {
      ...SMOKE_CHECK,
      outcome,
      evidence: [smokeEvidence(finding, states, seen.task), ...limits].join(" "),
    },
    flowRunId: made.id,
    states: states.map((state) => `${state.name}: ${state.message ?? ""}`),
    task: seen.task,
  };
}

/**
 * What is left behind is told and found again by the next run; it costs no verdict.
 * @returns whether it worked
 */
async function hindering(onTrouble: (message: string) => void, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const reason = rootCause(error).replace(/\.$/, "");
    onTrouble(`The smoke run was not removed altogether: ${reason}. The next one tries it again.`);
    return false;
  }
}
