import { describe, expect, test } from "@jest/globals";
import { judge } from "../../src/proof/judge.ts";
import { type Memory, NOTHING_SEEN } from "../../src/proof/memory.ts";
import type { Expectation, Observation } from "../../src/proof/observation.ts";
import type { CheckId } from "../../src/proof/verdict.ts";
import {
  ago,
  deployment,
  EXPECTED,
  looksFrom,
  NOW,
  pool,
  queue,
  REVISION,
  type Sayings,
  seen,
  task,
  THERE,
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
/** The same things seen again and again from one moment until another, of which the last look counts. */
const after = (
  [first, last]: readonly [number, number],
  look: (atSeconds: number) => Observation,
  expected = EXPECTED,
) =>
  looksFrom(first, last).reduce(
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

describe("Prefect", () => {
  test("that refuses the credential meanwhile fails, with its own words", () => {
    const refusal = { trouble: "Prefect refused POST /x: 401 Unauthorized." };
    const { checks, outcome } = judge(EXPECTED, NOTHING_SEEN, { ...seen(), refusal });
    expect([outcome, checks[0]]).toEqual([
      "failed",
      expect.objectContaining({ id: "prefect", outcome: "failed", evidence: refusal.trouble }),
    ]);
  });

  test.each(["workers", "service"] as const)("and ECS are waited for, and not for ever: %s", (source) => {
    const silent = (atSeconds: number) => ({ ...seen({ atSeconds, [source]: undefined }) });
    expect(after([0, 179], silent).outcome).toBe("undecided");
    const { checks } = after([0, 180], silent);
    expect(checks.find(({ outcome }) => outcome === "failed")?.evidence).toMatch(
      /^(Prefect|ECS) gives no answer, for 180 s\.$/,
    );
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

  test("that has no such service has lost it", () => {
    const look = (atSeconds: number) => seen({ atSeconds, service: { deployments: [], tasks: [] } });
    expect(after([10, 39], look).outcome).toBe("undecided");
    expect(after([10, 40], look).checks.find(({ id }) => id === "ecs-deployment")).toMatchObject({
      outcome: "failed",
      evidence: "ECS has no such service, for 30 s.",
    });
  });

  test("that never shows the revision's deployment went back before anybody looked", () => {
    const other = { deployments: [deployment("etl-production-old")], tasks: [] };
    const look = (atSeconds: number) => seen({ atSeconds, service: other });
    expect(after([10, 39], look).outcome).toBe("undecided");
    expect(after([10, 40], look).outcome).toBe("failed");
  });
});

describe("workers", () => {
  test("are not late for a time in which Prefect was out: their time begins anew", () => {
    const late = (memory: Memory, from: number, to: number) =>
      looksFrom(from, to).reduce(
        (former, atSeconds) => judge(EXPECTED, former.memory, seen({ workers: [], atSeconds })),
        { memory, outcome: "undecided" },
      );
    const before = late(NOTHING_SEEN, 0, 10);
    expect(late(before.memory, 120, 209).outcome).toBe("undecided");
    expect(late(before.memory, 120, 210).outcome).toBe("failed");
  });

  test("that are not known by their task's id are told by the name that they have", () => {
    const nameless = worker(`${REVISION}-0123abcd`);
    const look = (atSeconds: number) => seen({ atSeconds, workers: [nameless] });
    const { checks } = after([10, 100], look);
    expect(checks.find(({ id }) => id === "worker")).toMatchObject({
      outcome: "failed",
      evidence: expect.stringContaining(`"${REVISION}-0123abcd" bears another`),
    });
  });

  test("that fall silent and come back are given the time for a poll anew", () => {
    const silent = worker(undefined, { status: "OFFLINE" });
    const idle = [queue("default", { last_polled: ago(500) })];
    const registered = [worker(undefined, { created: ago(600) })];
    const back = (atSeconds: number) =>
      seen({
        atSeconds,
        queues: idle,
        workers: atSeconds < 40 ? registered : atSeconds < 80 ? [silent] : registered,
      });
    expect(after([10, 124], back).outcome).toBe("undecided");
    expect(after([10, 125], back).outcome).toBe("failed");
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
    expect(after([10, 54], look, expected).outcome).toBe("undecided");
    expect(after([10, 55], look, expected).outcome).toBe("failed");
  });

  test("that are paused are a failure when they are named, and one of many when they are not", () => {
    const paused = [queue("high", { is_paused: true }), queue("default")];
    expect(rung("queues", { queues: paused }, named)).toMatchObject({
      check: "failed",
      evidence: 'Queue "high" is paused.',
    });
    expect(rung("queues", { queues: paused })).toMatchObject({ check: "passed" });
  });

  test("that are all paused are a failure, although Prefect calls them polled", () => {
    const paused = ["high", "default"].map((name) => queue(name, { is_paused: true }));
    expect(rung("queues", { queues: paused })).toMatchObject({
      check: "failed",
      evidence: 'Queue "high", "default" is paused.',
    });
  });

  test("of a worker that runs on while what it stands on is changed, must be polled since", () => {
    const disturbed = { ...EXPECTED, isDisturbed: true };
    const polled = (at: Date) => seen({ queues: [queue("default", { last_polled: at })] });
    expect(judge(disturbed, NOTHING_SEEN, polled(ago(1))).outcome).toBe("undecided");
    expect(judge(disturbed, NOTHING_SEEN, polled(new Date(NOW.getTime() + 1000))).outcome).toBe("verified");
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
  ])("do not pass when they were polled %s, and fail after three quarters of a minute", (_, polled) => {
    const look = (atSeconds: number) =>
      seen({ atSeconds, queues: [queue("default", { last_polled: polled })] });
    expect(after([10, 54], look).outcome).toBe("undecided");
    expect(after([10, 55], look).outcome).toBe("failed");
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

  test("is waited for until the log has come as far as the worker's start, and not for long", () => {
    const look = (atSeconds: number) => seen({ atSeconds, ...says("Starting worker...") });
    expect(after([10, 29], look).outcome).toBe("undecided");
    const given = after([10, 30], look);
    expect([given.outcome, given.checks.at(-1)?.outcome]).toEqual(["verified", "unknown"]);
    expect(rung("observer", says("Worker 'a-very-long-name'", "started!")).check).toBe("passed");
  });

  test("is waited for while events wait that nobody takes; SQS's numbers are no proof of a failure", () => {
    const look = (waiting: (atSeconds: number) => number) => (atSeconds: number) =>
      seen({ atSeconds, eventQueue: { ...THERE, waiting: waiting(atSeconds) } });
    const growing = look((atSeconds) => atSeconds);
    expect(after([10, 39], growing).outcome).toBe("undecided");
    const given = after([10, 40], growing);
    expect([given.outcome, given.checks.at(-1)]).toEqual([
      "verified",
      expect.objectContaining({
        outcome: "unknown",
        evidence: expect.stringContaining("not become fewer for 30 s"),
      }),
    ]);
    const falling = after(
      [10, 40],
      look((atSeconds) => 100 - atSeconds),
    );
    expect(falling.checks.at(-1)?.outcome).toBe("unknown");
    expect(falling.outcome).toBe("undecided");
  });

  test("fails when its queue stays away", () => {
    const look = (atSeconds: number) => seen({ atSeconds, eventQueue: { kind: "missing" } });
    expect(after([10, 24], look).outcome).toBe("undecided");
    expect(after([10, 25], look).outcome).toBe("failed");
  });

  test("that is denied once may be let in at its next try; one that is denied twice fails", () => {
    const once = (atSeconds: number) =>
      seen({ atSeconds, ...says("ECS observer task crashed", denied, "started!") });
    expect(after([10, 54], once).outcome).toBe("undecided");
    expect(after([10, 55], once).outcome).toBe("verified");
    const again = says("ECS observer task crashed", denied, "ECS observer task crashed", denied);
    expect(rung("observer", again)).toMatchObject({ check: "failed", outcome: "failed" });
  });

  test("passes with the queue's numbers as evidence", () => {
    expect(rung("observer", { eventQueue: { ...THERE, waiting: 2, inHand: 1 } })).toMatchObject({
      evidence: expect.stringContaining("2 events wait, 1 are in hand"),
    });
  });
});
