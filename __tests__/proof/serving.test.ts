import { describe, expect, test } from "@jest/globals";
import { GapWatch, isAnyLive } from "../../src/proof/live-workers.ts";
import type { RevisionedService } from "../../src/proof/observation.ts";
import { serving, type PoolNow, type ServingTarget } from "../../src/proof/serving.ts";
import type { Check, Gap } from "../../src/proof/verdict.ts";
import { ago, deployment, EXPECTED, NOW, queue, REVISION, task, worker } from "./sightings.ts";

const OLD = "etl-production-old";
const TARGET: ServingTarget = {
  ...EXPECTED,
  deploymentName: "etl-production",
  deployed: [
    { revision: "new", commit: "c2" },
    { revision: "old", commit: "c1" },
  ],
};
const NO_GAP: Gap = { seconds: 0, unknownSeconds: 0, watchedSeconds: 60 };
const BACK: RevisionedService = {
  deployments: [deployment(OLD)],
  tasks: [task("o1", OLD), task("o2", OLD), task("t1", REVISION, { lastStatus: "STOPPED" })],
};
const pool = (workers = [worker(`${OLD}-o1`), worker(`${OLD}-o2`)], queues = [queue()]): PoolNow => ({
  workers: { records: workers, serverTime: NOW },
  queues,
});
const IDLE: Check = { id: "queues", title: "", outcome: "failed", evidence: "" };

describe("what runs after a failed deployment", () => {
  test("is the former revision, with the commit that deployed it, and flow runs are served", () => {
    expect(serving(TARGET, BACK, [], pool(), NO_GAP)).toEqual({
      tried: { revision: "new", commit: "c2" },
      isFirst: false,
      now: [{ revision: "old", commit: "c1", tasks: 2, liveWorkers: 2, isPrimary: true }],
      isServed: true,
      polledSecondsAgo: 4,
      gap: NO_GAP,
    });
  });

  test("is nothing after a first deployment, which is known without Prefect", () => {
    const first = { ...TARGET, deployed: [{ revision: "new", commit: "c2" }] };
    const service = { deployments: [deployment()], tasks: [] };
    expect(serving(first, service, [], undefined, NO_GAP)).toMatchObject({
      isFirst: true,
      now: [{ revision: "new", commit: "c2", tasks: 0, isPrimary: true }],
      isServed: false,
    });
    expect(serving(first, undefined, [], undefined, NO_GAP)).toMatchObject({ now: [], isServed: false });
  });

  test("is a revision whose commit nobody knows, when no record tells", () => {
    const { now } = serving({ ...TARGET, deployed: [] }, BACK, [], pool(), NO_GAP);
    expect(now[0]).toEqual({ revision: "old", tasks: 2, liveWorkers: 2, isPrimary: true });
  });

  test("is the revision that was tried, which ECS keeps, beside one that it replaces", () => {
    const service = {
      deployments: [deployment(), deployment(OLD, { isPrimary: false })],
      tasks: [task("t1"), task("o1", OLD)],
    };
    const { now } = serving(TARGET, service, [], pool(), NO_GAP);
    expect(now.map(({ revision, isPrimary }) => [revision, isPrimary])).toEqual([
      ["new", true],
      ["old", false],
    ]);
  });
});

describe("flow runs are not served", () => {
  test.each([
    ["when ECS runs tasks whose workers Prefect does not know", pool([])],
    [
      "when their workers' last heartbeat is old",
      pool([worker(`${OLD}-o1`, { last_heartbeat_time: ago(61) })]),
    ],
    ["when Prefect calls them OFFLINE", pool([worker(`${OLD}-o1`, { status: "OFFLINE" })])],
    ["when only another environment's worker is live", pool([worker("etl-production-eu-old-o1")])],
    ["when nobody polls", pool(undefined, [queue("default", { last_polled: ago(31) })])],
    ["when nobody ever polled", pool(undefined, [queue("default", { last_polled: null })])],
  ])("%s", (_, seen) => {
    expect(serving(TARGET, BACK, [], seen, NO_GAP).isServed).toBe(false);
  });

  test("by a revision that polls a queue which does not exist, though its worker is live", () => {
    const service = { deployments: [deployment()], tasks: [task("t1")] };
    expect(serving(TARGET, service, [IDLE], pool([worker()]), NO_GAP).isServed).toBe(false);
    expect(serving(TARGET, service, [], pool([worker()]), NO_GAP).isServed).toBe(true);
  });
});

test("whether flow runs are served is unknown when Prefect did not say", () => {
  const { isServed, now } = serving(TARGET, BACK, [], undefined, NO_GAP);
  expect([isServed, now[0]?.liveWorkers]).toEqual([undefined, undefined]);
});

describe("how long no worker was live", () => {
  const watch = (...looks: [number, boolean | undefined][]) => {
    const gap = new GapWatch(100);
    for (const [at, isLive] of looks) gap.look(at, isLive);
    return gap.gap;
  };

  test("is what lies between looks that found none, a lower bound", () => {
    expect(watch([100, true], [102, true], [104, false], [109, false], [110, true])).toEqual({
      seconds: 5,
      unknownSeconds: 0,
      watchedSeconds: 10,
    });
  });

  test("does not count what nobody saw", () => {
    expect(watch([103, false], [105, undefined], [125, undefined], [126, false], [130, false])).toEqual({
      seconds: 4,
      unknownSeconds: 3 + 2 + 20 + 1,
      watchedSeconds: 30,
    });
  });

  const seen = { service: { atSeconds: 100, value: BACK } };
  const listed = pool().workers;
  test.each<[string, Parameters<typeof isAnyLive>[1], boolean | undefined]>([
    ["live by both", { atSeconds: 101, ...seen, workers: { atSeconds: 99, value: listed } }, true],
    [
      "silent to Prefect",
      { atSeconds: 101, ...seen, workers: { atSeconds: 99, value: pool([]).workers } },
      false,
    ],
    ["unknown without Prefect", { atSeconds: 101, ...seen }, undefined],
    [
      "unknown when Prefect said nothing lately",
      { atSeconds: 120, ...seen, workers: { atSeconds: 90, value: listed } },
      undefined,
    ],
  ])("a moment is %s", (_, observation, isLive) => {
    expect(isAnyLive(TARGET, observation)).toBe(isLive);
  });
});
