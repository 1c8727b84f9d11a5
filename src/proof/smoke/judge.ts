import type { FlowRunTask } from "../../aws/flow-run-task.ts";
import { type FlowRun, hasEnded } from "../../prefect/flow-runs.ts";

/** One look at the smoke run and at its task. */
export interface SmokeSighting {
  /** Seconds of a monotonic clock of our own since the run was made. */
  readonly atSeconds: number;
  readonly run: FlowRun;
  /** Nothing until its worker has started one. */
  readonly task: FlowRunTask | undefined;
}

/** When which end was seen first. */
export interface SmokeMemory {
  readonly runEnded: number | undefined;
  readonly taskEnded: number | undefined;
}

export const NO_END_SEEN: SmokeMemory = { runEnded: undefined, taskEnded: undefined };

export interface SmokeJudgement {
  readonly memory: SmokeMemory;
  readonly outcome: "undecided" | "passed" | "failed";
  /** What settles it, or what is waited for. */
  readonly finding: string;
}

/**
 * How long Prefect's observer may take to say that a task has crashed, and ECS to say how it ended. A task event takes
 * about a second; mostly the wait only makes the evidence fuller.
 */
const OTHER_SIDE_SECONDS = 5;
/**
 * How long a container may take to exit after its flow has ended well: Prefect sends its last logs first, and ECS
 * tells of an exit seconds later. Then the exit code stays unknown, which costs no verdict.
 */
const EXIT_SECONDS = 60;

/**
 * Judges one look. Passed takes a flow that was Running and Completed in an ECS task whose container exited with
 * 0. Failed takes certainty: a bad end of the run, a task that ended without one, or the deadline.
 */
export function judgeSmoke(
  timeoutSeconds: number,
  memory: SmokeMemory,
  { atSeconds, run, task }: SmokeSighting,
): SmokeJudgement {
  const runEnded = memory.runEnded ?? (hasEnded(run) ? atSeconds : undefined);
  const taskEnded = memory.taskEnded ?? (task?.hasEnded === true ? atSeconds : undefined);
  const told = (outcome: SmokeJudgement["outcome"], finding: string): SmokeJudgement => ({
    memory: { runEnded, taskEnded },
    outcome,
    finding,
  });
  const state = stateText(run);

  if (runEnded !== undefined) {
    const sinceSeconds = atSeconds - runEnded;
    if (run.state?.type !== "COMPLETED") {
      const isTold = task === undefined || taskEnded !== undefined || sinceSeconds >= OTHER_SIDE_SECONDS;
      return told(isTold ? "failed" : "undecided", `It is ${state}`);
    }
    if (!run.start_time) return told("failed", "It was set to Completed and had never been Running");
    if (task === undefined) {
      const isLate = sinceSeconds >= OTHER_SIDE_SECONDS;
      return told(isLate ? "failed" : "undecided", "It is Completed, yet not as an ECS task of this pool");
    }
    if (task.exitCode !== undefined && task.exitCode !== 0)
      return told("failed", `It is Completed, yet its container exited with ${task.exitCode}`);
    if (task.exitCode === 0) return told("passed", "It ran and Completed, and its container exited with 0");
    return sinceSeconds >= EXIT_SECONDS
      ? told("passed", `It ran and Completed; ECS tells no exit code after ${EXIT_SECONDS} s`)
      : told("undecided", "It ran and Completed; its container has not exited yet");
  }
  // A flow that ended well has said so before its container exited, and the run is looked at before the task:
  // so one more look is enough for that. The rest is for what the observer has to say.
  if (taskEnded !== undefined && atSeconds - taskEnded >= OTHER_SIDE_SECONDS)
    return told("failed", `Its task ended, and the run is still ${state}`);
  if (atSeconds >= timeoutSeconds)
    return told("failed", `It is still ${state} after ${Math.round(atSeconds)} s`);
  return told("undecided", `It is ${state}`);
}

function stateText({ state }: FlowRun): string {
  if (!state) return "without a state";
  return state.message ? `${state.name} ("${state.message}")` : state.name;
}
