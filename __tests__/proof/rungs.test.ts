import { describe, expect, test } from "@jest/globals";
import { judge, NOTHING_SEEN, type Expectation, type Observation } from "../../src/proof/judge.ts";
import type { CheckId } from "../../src/proof/verdict.ts";
import {
  ago,
  deployment,
  eventQueue,
  EXPECTED,
  pool,
  queue,
  type Sayings,
  seen,
  task,
  worker,
} from "./sightings.ts";

const judged = (over: Partial<Sayings>, expected: Partial<Expectation> = {}) =>
  judge({ ...EXPECTED, ...expected }, NOTHING_SEEN, seen(over));
/** Outcome of one check, its evidence, and what comes of all. */
const rung = (id: CheckId, over: Partial<Sayings>, expected: Partial<Expectation> = {}) => {
  const { checks, outcome } = judged(over, expected);
  const check = checks.find((one) => one.id === id);
  return { check: check?.outcome, evidence: check?.evidence, outcome };
};
/** The same things seen again and again, of which the last look counts. */
const after = (seconds: readonly number[], look: (atSeconds: number) => Observation, expected = EXPECTED) =>
  seconds.reduce(
    (former, atSeconds) => judge(expected, former.memory, look(atSeconds)),
    judge(expected, NOTHING_SEEN, { atSeconds: 0 }),
  );

describe("versions", () => {
  test.each<[server: string, image: number[] | undefined, check: string]>([
    ["3.8.8", [3, 8, 8], "passed"],
    ["3.10.0", [3, 8, 8], "passed"],
    ["3.8.8", [3], "passed"],
    ["3.8.8", undefined, "passed"],
    ["3.8.7", [3, 8, 8], "failed"],
    ["3.7.9", [3, 8], "failed"],
    ["2.20.1", [3, 8, 8], "failed"],
    ["4.0.0", [3, 8, 8], "failed"],
    ["unknown", [3, 8, 8], "passed"],
  ])("server %s with an image of %s: %s", (version, imageVersion, check) => {
    const told = { server: { kind: "told", version } } as const;
    expect(rung("prefect", told, { imageVersion })).toMatchObject({ check });
  });

  test("of Prefect Cloud are not compared, and the evidence says why", () => {
    expect(rung("prefect", { server: { kind: "cloud" } }, { imageVersion: [3, 8, 8] })).toMatchObject({
      check: "passed",
      evidence: "The API accepts the credential. Prefect Cloud fits every version.",
    });
  });
});

describe("the work pool", () => {
  test.each<[name: string, saying: Sayings["pool"], check: string]>([
    ["is missing", "missing", "failed"],
    ["is ready", pool(), "passed"],
    ["is not ready yet", pool({ status: "NOT_READY" }), "unknown"],
    ["is of a server that tells no status", pool({ status: null }), "passed"],
    ["is paused", pool({ is_paused: true, status: "PAUSED" }), "failed"],
  ])("%s", (_, saying, check) => {
    expect(rung("work-pool", { pool: saying })).toMatchObject({ check });
  });

  test("is given up when it is not ready half a minute after its workers registered", () => {
    const look = (atSeconds: number) => seen({ pool: pool({ status: "NOT_READY" }), atSeconds });
    expect(after([10, 39], look).outcome).toBe("undecided");
    expect(after([10, 40], look).outcome).toBe("failed");
  });
});

describe("ECS", () => {
  const service = (over: object, tasks = [task("t1")]) => ({
    service: { deployments: [deployment(undefined, over)], tasks },
  });
  test("does not pass with an unhealthy container, though it runs and its worker is registered", () => {
    const tasks = [task("t1", undefined, { healthStatus: "UNHEALTHY" })];
    expect(rung("ecs-deployment", service({}, tasks))).toEqual({
      check: "unknown",
      evidence: "1 of 1 tasks RUNNING, 1 UNHEALTHY (t1), rollout IN_PROGRESS.",
      outcome: "undecided",
    });
  });

  test.each<[status: string, hasHealthCheck: boolean, check: string]>([
    ["UNKNOWN", true, "unknown"],
    ["UNKNOWN", false, "passed"],
    ["HEALTHY", true, "passed"],
  ])("with health %s, where a check is defined: %s, is %s", (healthStatus, hasHealthCheck, check) => {
    const tasks = [{ ...task("t1", undefined, { healthStatus }), hasHealthCheck }];
    expect(rung("ecs-deployment", service({}, tasks)).check).toBe(check);
  });

  test("does not pass while its tasks fail, until the rollout is COMPLETED", () => {
    expect(rung("ecs-deployment", service({ failedTasks: 2 })).check).toBe("unknown");
    expect(rung("ecs-deployment", service({ failedTasks: 2, rolloutState: "COMPLETED" })).check).toBe(
      "passed",
    );
  });

  test("that shows what was there before the revision's deployment lags behind, and has not gone back", () => {
    const lagging = { deployments: [deployment("etl-production-old", { createdAt: ago(999) })], tasks: [] };
    const first = judge(EXPECTED, NOTHING_SEEN, seen({ workers: [] }));
    expect(judge(EXPECTED, first.memory, seen({ service: lagging })).outcome).toBe("undecided");
  });

  test("that never shows the revision's deployment went back before anybody looked", () => {
    const other = { deployments: [deployment("etl-production-old")], tasks: [] };
    const look = (atSeconds: number) => seen({ atSeconds, service: other });
    expect(after([10, 39], look).outcome).toBe("undecided");
    expect(after([10, 40], look).outcome).toBe("failed");
  });
});

describe("workers", () => {
  test("are not late for a time in which nobody listened", () => {
    const heard = judge(EXPECTED, NOTHING_SEEN, seen({ workers: [], atSeconds: 0 }));
    const { workers, ...silent } = seen({ workers: [], atSeconds: 20 });
    expect(judge(EXPECTED, heard.memory, { ...silent, atSeconds: 95 }).outcome).toBe("undecided");
    expect(
      judge(EXPECTED, heard.memory, { ...silent, ...(workers && { workers }), atSeconds: 75 }).outcome,
    ).toBe("undecided");
  });

  test("of the former revision are told of as leaving, and hinder nothing", () => {
    const both = {
      deployments: [deployment(), deployment("etl-production-old", { isPrimary: false })],
      tasks: [task("t1"), task("t0", "etl-production-old")],
    };
    expect(rung("worker", { service: both })).toEqual({
      check: "passed",
      evidence:
        "1 of 1 ONLINE with a fresh heartbeat, one for each task; 1 of etl-production-old still to leave.",
      outcome: "verified",
    });
  });

  test("count for nothing when they were heard of more than a minute ago", () => {
    expect(judge(EXPECTED, NOTHING_SEEN, { ...seen(), atSeconds: 161 }).outcome).toBe("undecided");
  });
});

describe("queues", () => {
  const named = { workQueues: ["high"] };

  test("that do not exist are a certain failure, for a worker that polls them stays ONLINE and idle", () => {
    expect(rung("queues", { queues: [queue()], workers: [] }, named)).toEqual({
      check: "failed",
      evidence: 'In the work pool "etl" queue "high" does not exist: a worker that polls it is idle.',
      outcome: "failed",
    });
  });

  test("that do not exist may come to be in Prefect Cloud, for a while", () => {
    const look = (atSeconds: number) => seen({ atSeconds, server: { kind: "cloud" } });
    const expected = { ...EXPECTED, ...named };
    expect(after([10, 39], look, expected).outcome).toBe("undecided");
    expect(after([10, 40], look, expected).outcome).toBe("failed");
  });

  test("that are paused are a failure when they are named, and one of many when they are not", () => {
    const paused = [queue("high", { is_paused: true }), queue("default")];
    expect(rung("queues", { queues: paused }, named)).toMatchObject({
      check: "failed",
      evidence: 'Queue "high" is paused.',
    });
    expect(rung("queues", { queues: paused })).toMatchObject({ check: "passed" });
  });

  test("pass when they were polled since the last worker registered, by the server's clock", () => {
    expect(rung("queues", { queues: [queue("high", { last_polled: ago(4) })] }, named)).toMatchObject({
      check: "passed",
      evidence: 'Polled since the last worker registered (11:59:40.000Z): "high" 11:59:56.000Z.',
    });
  });

  test.each<[name: string, polled: Date | null]>([
    ["never", null],
    ["before the worker registered", ago(21)],
  ])("do not pass when they were polled %s, and fail after half a minute", (_, polled) => {
    const look = (atSeconds: number) =>
      seen({ atSeconds, queues: [queue("default", { last_polled: polled })] });
    expect(after([10, 39], look).outcome).toBe("undecided");
    expect(after([10, 40], look).outcome).toBe("failed");
  });

  test("do not pass when the last poll is older than three of them", () => {
    const old = { queues: [queue("default", { last_polled: ago(70) })] };
    const registered = [worker(undefined, { created: ago(5000) })];
    expect(rung("queues", { ...old, workers: registered }).check).toBe("unknown");
    expect(rung("queues", { ...old, workers: registered }, { pollSeconds: 30 }).check).toBe("passed");
  });

  test("all that are named must be polled; of all of a pool's, one", () => {
    const queues = [queue("high"), queue("low", { last_polled: null })];
    expect(rung("queues", { queues }, { workQueues: ["high", "low"] }).check).toBe("unknown");
    expect(rung("queues", { queues }).check).toBe("passed");
  });
});

describe("the observer", () => {
  const says = (...lines: string[]) => ({ logs: { t1: { kind: "read", lines } as const } });
  const denied =
    "botocore.errorfactory.ClientError: An error occurred (AccessDenied) when calling the ReceiveMessage operation";

  test("is skipped where there is no queue of task events", () => {
    const { check, outcome } = rung("observer", { logs: {} }, { eventQueue: undefined });
    expect([check, outcome]).toEqual(["skipped", "verified"]);
  });

  test("is lost for good when the worker did not find its queue at its start", () => {
    const line = "WARNING | prefect_aws.observers.ecs - SQS queue 'q' does not exist in region 'eu-west-1'.";
    expect(rung("observer", says("started!", line))).toMatchObject({
      check: "failed",
      evidence: expect.stringMatching(/task t1, which looked once, at its start: WARNING .* does not exist/),
      outcome: "failed",
    });
  });

  test("is waited for until log and queue were read", () => {
    expect(rung("observer", { logs: {} })).toMatchObject({ check: "unknown", outcome: "undecided" });
    expect(rung("observer", { eventQueue: undefined })).toMatchObject({ outcome: "undecided" });
  });

  test("that may not be looked at hinders nothing, and says why it is unknown", () => {
    const unread = { logs: { t1: { kind: "unreadable", reason: "AccessDeniedException" } as const } };
    expect(rung("observer", unread)).toEqual({
      check: "unknown",
      evidence: "Not all could be read: AccessDeniedException.",
      outcome: "verified",
    });
  });

  test("fails when its queue stays away", () => {
    const look = (atSeconds: number) => seen({ atSeconds, eventQueue: { kind: "missing" } });
    expect(after([10, 24], look).outcome).toBe("undecided");
    expect(after([10, 25], look).outcome).toBe("failed");
  });

  test("that is denied once may be let in at its next try; one that is denied twice fails", () => {
    const once = (atSeconds: number) => seen({ atSeconds, ...says("ECS observer task crashed", denied) });
    expect(after([10, 54], once).outcome).toBe("undecided");
    expect(after([10, 55], once).outcome).toBe("verified");
    const again = says("ECS observer task crashed", denied, "ECS observer task crashed", denied);
    expect(rung("observer", again)).toMatchObject({ check: "failed", outcome: "failed" });
  });

  test("passes with the queue's numbers as evidence", () => {
    expect(
      rung("observer", { eventQueue: { ...eventQueue, waiting: 2, inHand: 1 } } as Partial<Sayings>),
    ).toMatchObject({
      evidence: expect.stringContaining("2 events wait, 1 are in hand"),
    });
  });
});
