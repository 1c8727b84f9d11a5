import { describe, expect, test } from "@jest/globals";
import type { Task } from "../../src/aws/ecs-service.ts";
import { judge, type Judgement } from "../../src/proof/judge.ts";
import { NOTHING_SEEN } from "../../src/proof/memory.ts";
import type { Observation } from "../../src/proof/observation.ts";
import {
  ago,
  deployment,
  EXPECTED,
  looksFrom,
  NOW,
  pool,
  type Sayings,
  seen,
  task,
  worker,
} from "./sightings.ts";

const outcome = (observation: Observation, memory = NOTHING_SEEN): Judgement["outcome"] =>
  judge(EXPECTED, memory, observation).outcome;

/** The judgement after looks from one moment until another. */
const lookedAt = (
  [first, last]: readonly [number, number],
  look: (atSeconds: number) => Observation,
  memory = NOTHING_SEEN,
): Judgement =>
  looksFrom(first, last).reduce(
    (former, atSeconds) => judge(EXPECTED, former.memory, look(atSeconds)),
    judge(EXPECTED, memory, look(first)),
  );

test("verifies a running task of this revision whose worker is online with a fresh heartbeat", () => {
  const judgement = judge(EXPECTED, NOTHING_SEEN, seen());
  expect(judgement.outcome).toBe("verified");
  expect(judgement.workers).toEqual(["etl-production-new-t1"]);
  expect(judgement.checks.map(({ id, outcome }) => [id, outcome])).toEqual(
    ["prefect", "work-pool", "ecs-deployment", "worker", "queues", "observer"].map((id) => [id, "passed"]),
  );
});

describe("never passes", () => {
  test.each<[name: string, over: Partial<Sayings>]>([
    ["before anything is known", { pool: undefined, service: undefined, workers: undefined }],
    ["a worker of the former revision", { workers: [worker("etl-production-old-t1")] }],
    ["a worker of another environment", { workers: [worker("etl-preview-new-t1")] }],
    ["a worker of this revision whose task is gone", { workers: [worker("etl-production-new-t0")] }],
    ["a healthy task that has no worker", { workers: [] }],
    ["a worker that is offline", { workers: [worker("etl-production-new-t1", { status: "OFFLINE" })] }],
    [
      "an online worker whose heartbeat is older than two intervals",
      {
        workers: [worker("etl-production-new-t1", { last_heartbeat_time: new Date(NOW.getTime() - 61_000) })],
      },
    ],
    [
      "a worker that never sent a heartbeat",
      { workers: [worker("etl-production-new-t1", { last_heartbeat_time: null })] },
    ],
    [
      "a registered worker whose task has stopped since",
      {
        service: {
          deployments: [deployment("etl-production-new")],
          tasks: [task("t1", "etl-production-new", { lastStatus: "STOPPED" })],
        },
      },
    ],
    [
      "a new deployment of the same revision, beside the former one's task that is leaving",
      {
        service: {
          deployments: [
            deployment("etl-production-new", { id: "ecs-svc/before", isPrimary: false }),
            deployment("etl-production-new", { id: "ecs-svc/after", runningCount: 0 }),
          ],
          tasks: [task("t1", "etl-production-new", { startedBy: "ecs-svc/before" })],
        },
      },
    ],
  ])("%s", (_, over) => {
    expect(outcome(seen(over))).toBe("undecided");
  });

  test("fewer workers than expected", () => {
    expect(judge({ ...EXPECTED, count: 2 }, NOTHING_SEEN, seen()).outcome).toBe("undecided");
  });
});

describe("where autoscaling decides how many workers there are", () => {
  const scaledTo = (desiredCount: number, ...tasks: string[]) =>
    seen({
      service: {
        deployments: [deployment("etl-production-new", { desiredCount })],
        tasks: tasks.map((id) => task(id, "etl-production-new")),
      },
      workers: tasks.map((id) => worker(`etl-production-new-${id}`)),
      logs: Object.fromEntries(tasks.map((id) => [id, { kind: "read", lines: ["Worker started!"] }])),
    });
  const scaled = (configured: number, observation: Observation): Judgement =>
    judge({ ...EXPECTED, count: configured, isAutoscaled: true }, NOTHING_SEEN, observation);

  test.each<[name: string, configured: number, observation: Observation, outcome: Judgement["outcome"]]>([
    ["fewer than configured are enough when ECS wants fewer", 2, scaledTo(1, "t1"), "verified"],
    ["as many as configured are too few when ECS wants more", 1, scaledTo(2, "t1"), "undecided"],
    ["all that ECS wants are enough", 1, scaledTo(2, "t1", "t2"), "verified"],
    ["none is never enough", 1, scaledTo(0), "undecided"],
  ])("%s", (_name, configured, observation, expected) => {
    expect(scaled(configured, observation).outcome).toBe(expected);
  });

  test("the evidence counts what ECS wants", () => {
    expect(scaled(1, scaledTo(2, "t1")).checks.map(({ evidence }) => evidence)).toContain(
      "1 of 2 tasks RUNNING, 1 HEALTHY, rollout IN_PROGRESS.",
    );
  });
});

describe("fails with certainty", () => {
  const rolledBack = {
    deployments: [deployment("etl-production-old", { id: "ecs-svc/3", createdAt: ago(10) })],
    tasks: [task("t0", "etl-production-old")],
  };

  test.each<[name: string, over: Partial<Sayings>]>([
    ["when the pool is paused", { pool: pool({ is_paused: true }) }],
    ["when the pool has another type", { pool: pool({ type: "process" }) }],
    [
      "when the rollout failed",
      {
        service: {
          deployments: [deployment("etl-production-new", { rolloutState: "FAILED" })],
          tasks: [],
        },
      },
    ],
  ])("%s", (_, over) => {
    expect(outcome(seen(over))).toBe("failed");
  });

  test("when ECS went back to the former revision, although the service is steady", () => {
    const before = judge(EXPECTED, NOTHING_SEEN, seen({ workers: [] }));
    expect(outcome(seen({ service: rolledBack }), before.memory)).toBe("failed");
  });

  test("when a revision that was deployed before is no longer there", () => {
    expect(outcome(seen({ service: rolledBack }), { ...NOTHING_SEEN, wasDeployed: true })).toBe("failed");
  });

  test("but not while the new revision has not been deployed yet", () => {
    expect(outcome(seen({ service: rolledBack }))).toBe("undecided");
  });

  test("when a task runs for longer than it may without a registered worker", () => {
    const look = (atSeconds: number) => seen({ workers: [], atSeconds });
    expect(lookedAt([100, 189], look).outcome).toBe("undecided");
    const late = lookedAt([100, 190], look);
    expect(late.outcome).toBe("failed");
    expect(late.checks.find(({ id }) => id === "worker")?.evidence).toBe(
      "Task t1 has been RUNNING for 90 s, yet its worker is not registered.",
    );
  });

  describe("when tasks end by themselves over and over, although ECS calls the rollout COMPLETED", () => {
    const loopingBecause = (over: Partial<Task>, ended: readonly string[]) =>
      seen({
        workers: [],
        service: {
          deployments: [deployment("etl-production-new", { rolloutState: "COMPLETED" })],
          tasks: ended.map((id) => task(id, "etl-production-new", { lastStatus: "STOPPED", ...over })),
        },
      });
    const looping = (...ended: string[]) => loopingBecause({ stopCode: "EssentialContainerExited" }, ended);

    test("three times", () => {
      const first = judge(EXPECTED, NOTHING_SEEN, looping());
      expect(outcome(looping("t1", "t2"), first.memory)).toBe("undecided");
      expect(outcome(looping("t1", "t2", "t3"), first.memory)).toBe("failed");
    });

    test("of many tasks, half of them", () => {
      const many = { ...EXPECTED, count: 8 };
      const first = judge(many, NOTHING_SEEN, looping());
      expect(judge(many, first.memory, looping("t1", "t2", "t3")).outcome).toBe("undecided");
      expect(judge(many, first.memory, looping("t1", "t2", "t3", "t4")).outcome).toBe("failed");
    });

    test("in a row: one more that runs well begins the count anew", () => {
      const many = { ...EXPECTED, count: 6 };
      const seenWith = (ended: readonly string[], well: readonly string[], isRegistered = true) =>
        seen({
          workers: isRegistered ? well.map((id) => worker(`etl-production-new-${id}`)) : [],
          service: {
            deployments: [deployment()],
            tasks: [
              ...ended.map((id) =>
                task(id, undefined, { lastStatus: "STOPPED", stopCode: "TaskFailedToStart" }),
              ),
              ...well.map((id) => task(id)),
            ],
          },
        });
      const outcomeOf = (...looks: readonly Observation[]) =>
        looks.reduce(
          (former, look) => judge(many, former.memory, look),
          judge(many, NOTHING_SEEN, seenWith([], [])),
        ).outcome;
      expect(outcomeOf(seenWith(["e1", "e2"], []), seenWith(["e1", "e2", "e3"], ["t1"]))).toBe("undecided");
      // A worker that Prefect refuses may be HEALTHY for a moment.
      const refused = [seenWith(["e1", "e2"], []), seenWith(["e1", "e2", "e3"], ["t1"], false)];
      expect(outcomeOf(...refused)).toBe("failed");
      const three = [seenWith(["e1"], ["t1"]), seenWith(["e1", "e2", "e3", "e4"], ["t1"])];
      expect(outcomeOf(...three)).toBe("failed");
    });

    test("not counting those that had ended before the proof began", () => {
      const first = judge(EXPECTED, NOTHING_SEEN, looping("t1", "t2", "t3"));
      expect(first.outcome).toBe("undecided");
      expect(outcome(looping("t1", "t2", "t3", "t4"), first.memory)).toBe("undecided");
    });

    test("not counting those that ECS stopped itself", () => {
      const first = judge(EXPECTED, NOTHING_SEEN, looping());
      const stopped = loopingBecause({ stopCode: "ServiceSchedulerInitiated" }, ["t1", "t2", "t3"]);
      expect(outcome(stopped, first.memory)).toBe("undecided");
    });

    test("counting those that ECS stopped for their health", () => {
      const first = judge(EXPECTED, NOTHING_SEEN, looping());
      const unwell = {
        stopCode: "ServiceSchedulerInitiated",
        stoppedReason: "Task failed container health checks",
      };
      expect(outcome(loopingBecause(unwell, ["t1", "t2", "t3"]), first.memory)).toBe("failed");
    });
  });

  test("counting each task's time by itself: a replaced task starts anew", () => {
    const first = judge(EXPECTED, NOTHING_SEEN, seen({ workers: [] }));
    const replaced = {
      deployments: [deployment("etl-production-new")],
      tasks: [task("t2", "etl-production-new")],
    };
    expect(outcome(seen({ service: replaced, workers: [], atSeconds: 500 }), first.memory)).toBe("undecided");
  });
});
