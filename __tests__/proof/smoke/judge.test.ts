import { describe, expect, test } from "@jest/globals";
import type { FlowRunTask } from "../../../src/aws/flow-run-task.ts";
import type { FlowRun } from "../../../src/prefect/flow-runs.ts";
import { judgeSmoke, NO_END_SEEN, type SmokeJudgement } from "../../../src/proof/smoke/judge.ts";

const TIMEOUT_SECONDS = 300;
const STARTED = new Date("2026-11-24T03:00:10Z");

type Look = readonly [atSeconds: number, run: FlowRun, task?: FlowRunTask];

/** The judgement of the last look. */
function judged(...looks: readonly Look[]): Pick<SmokeJudgement, "outcome" | "finding"> {
  let judgement: SmokeJudgement = { memory: NO_END_SEEN, outcome: "undecided", finding: "" };
  for (const [atSeconds, seen, ofTask] of looks) {
    judgement = judgeSmoke(TIMEOUT_SECONDS, judgement.memory, { atSeconds, run: seen, task: ofTask });
  }
  return { outcome: judgement.outcome, finding: judgement.finding };
}

function run(name: string, facts: { message?: string; startTime?: Date | null } = {}): FlowRun {
  const type = name === "Late" ? "SCHEDULED" : name === "Submitting" ? "PENDING" : name.toUpperCase();
  const state = { type, name, message: facts.message, timestamp: STARTED };
  return { id: "1", name: "smoke", state, start_time: facts.startTime ?? null };
}

function task(facts: Partial<FlowRunTask> = {}): FlowRunTask {
  return {
    arn: "arn:aws:ecs:eu-west-1:111122223333:task/etl/0a",
    taskDefinitionArn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/etl-flow-run:1",
    lastStatus: "RUNNING",
    hasEnded: false,
    exitCode: undefined,
    reasons: [],
    worker: "etl-production-1-0b",
    ...facts,
  };
}

const completed = run("Completed", { startTime: STARTED });
const exited = (exitCode: number) => task({ lastStatus: "STOPPED", hasEnded: true, exitCode });

describe("passes", () => {
  test("a run that was Running, is Completed, and whose container exited with 0", () => {
    expect(judged([0, run("Scheduled")], [9, completed, exited(0)]).outcome).toBe("passed");
  });

  test("a run whose exit code ECS does not tell within a minute", () => {
    expect(judged([9, completed, task()], [68, completed, task()]).outcome).toBe("undecided");
    expect(judged([9, completed, task()], [69, completed, task()])).toEqual({
      outcome: "passed",
      finding: "It ran and Completed; ECS tells no exit code after 60 s",
    });
  });
});

describe("is undecided", () => {
  test.each<[string, Look]>([
    ["a run that is Late, for no worker may have looked yet", [60, run("Late")]],
    ["a run that waits for its task", [60, run("Submitting"), task({ lastStatus: "PROVISIONING" })]],
    ["a run in its task", [60, run("Running", { startTime: STARTED }), task()]],
    ["a task that ended just now", [60, run("Running", { startTime: STARTED }), exited(0)]],
    ["a crash of which ECS has not told the reason", [60, run("Crashed"), task()]],
    ["an end before the task's place is known", [60, completed]],
    ["a run of which Prefect tells no state", [60, { id: "1", name: "smoke", state: null }]],
  ])("%s", (_, look) => {
    expect(judged(look).outcome).toBe("undecided");
  });
});

describe("fails", () => {
  test.each(["Failed", "Crashed", "Cancelled"])("at once a run without a task that is %s", (name) => {
    expect(judged([3, run(name, { message: "cluster 'etl' not found" })])).toEqual({
      outcome: "failed",
      finding: `It is ${name} ("cluster 'etl' not found")`,
    });
  });

  test("at once a crash whose task has ended, else after five seconds", () => {
    expect(judged([3, run("Crashed"), exited(1)]).outcome).toBe("failed");
    expect(judged([3, run("Crashed"), task()], [8, run("Crashed"), task()]).outcome).toBe("failed");
  });

  test("a task that ended while its run says nothing of it, as a command that runs no flow does", () => {
    expect(judged([3, run("Submitting"), exited(0)], [8, run("Submitting"), exited(0)])).toEqual({
      outcome: "failed",
      finding: "Its task ended, and the run is still Submitting",
    });
  });

  test("not a run that tells its end a moment after its task", () => {
    expect(judged([3, run("Submitting"), exited(0)], [4, completed, exited(0)]).outcome).toBe("passed");
  });

  test("a run that somebody set to Completed", () => {
    expect(judged([3, run("Completed")])).toEqual({
      outcome: "failed",
      finding: "It was set to Completed and had never been Running",
    });
  });

  test("a run that Completed elsewhere than in an ECS task", () => {
    expect(judged([3, completed], [8, completed]).outcome).toBe("failed");
  });

  test("a Completed run whose container exited otherwise", () => {
    expect(judged([3, completed, exited(137)]).finding).toBe(
      "It is Completed, yet its container exited with 137",
    );
  });

  test("a run that no worker took in time", () => {
    expect(judged([299.9, run("Late")]).outcome).toBe("undecided");
    expect(judged([300, run("Late")])).toEqual({
      outcome: "failed",
      finding: "It is still Late after 300 s",
    });
  });
});
