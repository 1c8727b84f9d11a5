import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { PrefectClient } from "../../../src/prefect/client.ts";
import { runSmoke, type SmokeContext } from "../../../src/proof/smoke/run.ts";
import {
  flowRun,
  playCluster,
  type PlayedCluster,
  type PlayedPrefect,
  playPrefect,
  SMOKE_DEFINITION,
  TASK,
} from "./played-systems.ts";

let prefect: PlayedPrefect;
let cluster: PlayedCluster;
let nowSeconds: number;
let troubles: string[];
beforeEach(async () => {
  prefect = await playPrefect();
  cluster = {
    ...{ containers: [{}], former: {}, formerStatus: [], failures: [] },
    definitions: { ACTIVE: [SMOKE_DEFINITION], INACTIVE: [] },
  };
  nowSeconds = 0;
  troubles = [];
});
afterEach(async () => {
  await prefect.stop();
});

const TARGET = {
  ...{
    deploymentName: "etl-production",
    family: "etl-flow-run-smoke",
  },
  ...{ cluster: "etl", service: "etl-worker", workPool: "etl", workQueue: "high", timeoutSeconds: 5 },
};
const IN_TASK = { infrastructure_pid: `etl::${TASK}` };
const GONE = ["DELETE /flow_runs/r", "DELETE /deployments/d", "DELETE /flows/f"];

function contextWith(ecs = playCluster(cluster).ecs, adjustments: Partial<SmokeContext> = {}): SmokeContext {
  return {
    ecs,
    logs: new CloudWatchLogsClient({ region: "eu-west-1" }),
    prefect: new PrefectClient({
      apiUrl: prefect.apiUrl,
      credential: { kind: "none" },
      sleep: () => Promise.resolve(),
      random: () => 0,
    }),
    sleep: (seconds) => {
      nowSeconds += seconds;
      return Promise.resolve();
    },
    seconds: () => nowSeconds,
    onCheck: () => undefined,
    onTrouble: (message) => troubles.push(message),
    signal: new AbortController().signal,
    ...adjustments,
  };
}

/** What was changed once the run was there. */
function endings(): string[] {
  return prefect.changes.slice(3);
}

test("a run that goes through is deleted, its deployment and flow too, and its task left to exit", async () => {
  prefect.run = flowRun("COMPLETED", { ...IN_TASK, start_time: "2026-11-24T03:00:01Z" });
  // AWS's own agent beside Prefect's container says nothing of the flow.
  cluster.containers = [
    { name: "aws-guardduty-agent-1", exitCode: 137 },
    { name: "prefect", exitCode: 0 },
  ];
  const { ecs, calls } = playCluster(cluster);
  const { check } = await runSmoke(contextWith(ecs), TARGET);

  expect(check).toMatchObject({ id: "smoke", outcome: "passed" });
  expect(check.evidence).toContain(TASK);
  expect(endings()).toEqual(GONE);
  expect(calls.map(([call]) => call)).not.toContain("StopTask");
  expect(prefect.made["/deployments/"]).toMatchObject({
    work_pool_name: "etl",
    work_queue_name: "high",
    tags: ["prefect-ecs-worker", "smoke", "etl-production"],
    job_variables: { family: "etl-flow-run-smoke" },
  });
  expect(check.evidence).toContain("Its task definition etl-flow-run-smoke:3 is removed.");
  expect(cluster.definitions).toEqual({ ACTIVE: [], INACTIVE: [] });
  expect(troubles).toEqual([]);
});

describe("a run that does not end", () => {
  beforeEach(() => {
    prefect.run = flowRun("PENDING", IN_TASK);
  });

  test("is failed at its deadline, cancelled and deleted, and its task stopped", async () => {
    const { ecs, calls } = playCluster(cluster);
    const { check, causes } = await runSmoke(contextWith(ecs), TARGET);

    expect([check.outcome, nowSeconds]).toEqual(["failed", 5]);
    expect(check.evidence).toContain("It is still PENDING after 5 s.");
    expect(causes).toHaveLength(1);
    expect(endings()).toEqual(["POST /flow_runs/r/set_state", ...GONE]);
    // Either side is asked once a second.
    const looks = calls.filter(([call, input]) => call === "DescribeTasks" && isAboutRun(input));
    expect(looks).toHaveLength(5);
    expect(calls.map(([call]) => call)).toContain("StopTask");
  });

  test("is removed as well when the job is cancelled, its task definition included", async () => {
    const { ecs, calls } = playCluster(cluster);
    const interrupt = new AbortController();
    const sleep = () => {
      interrupt.abort(new Error("cancelled"));
      return Promise.resolve();
    };
    const running = runSmoke(contextWith(ecs, { sleep, signal: interrupt.signal }), TARGET);

    await expect(running).rejects.toThrow("cancelled");
    expect(endings()).toEqual(["POST /flow_runs/r/set_state", ...GONE]);
    expect(calls.map(([call]) => call)).toContain("StopTask");
    expect(cluster.definitions).toEqual({ ACTIVE: [], INACTIVE: [] });
  });

  test("and has no task, as its worker may start none, leaves no task definition either", async () => {
    prefect.run = flowRun("CRASHED");
    const { check } = await runSmoke(contextWith(), TARGET);

    expect(check.outcome).toBe("failed");
    expect(cluster.definitions).toEqual({ ACTIVE: [], INACTIVE: [] });
  });
});

describe("a run that no worker is given", () => {
  test.each<[whose: string, limit: { pool: number | null; queue: number | null }, told: string]>([
    ["pool", { pool: 10, queue: null }, "The work pool etl lets 10 flow runs run at a time."],
    ["queue", { pool: null, queue: 0 }, "The work queue high lets 0 flow runs run at a time."],
  ])("may find no slot free in its %s, whose limit is told", async (_whose, limit, told) => {
    prefect.limit = limit;
    const { check, causes } = await runSmoke(contextWith(), TARGET);

    expect([check.outcome, causes.map(({ id }) => id)]).toEqual(["failed", ["flow-run-no-slot"]]);
    expect(check.evidence).toContain(told);
  });

  test("has no known cause without a limit", async () => {
    const { causes } = await runSmoke(contextWith(), TARGET);
    expect(causes.map(({ id }) => id)).toEqual(["unknown"]);
  });
});

describe.each([
  ["of a former deployment", { startedBy: "ecs-svc/1", desiredStatus: "RUNNING" }],
  ["that is one too many by now", { startedBy: "ecs-svc/2", desiredStatus: "STOPPED" }],
])("a worker %s", (_, former) => {
  beforeEach(() => {
    prefect.run = flowRun("COMPLETED", { ...IN_TASK, start_time: "2026-11-24T03:00:01Z" });
    cluster.containers = [{ exitCode: 0 }];
    cluster.former = former;
  });

  test("has ended before the run is made", async () => {
    cluster.formerStatus.push("RUNNING", "STOPPING", "DEPROVISIONING");
    const { check } = await runSmoke(contextWith(undefined, {}), { ...TARGET, timeoutSeconds: 60 });

    expect(check.outcome).toBe("passed");
    // Two waits for its end, and one second until the run was looked at.
    expect(nowSeconds).toBe(11);
  });

  test("that does not end fails the check without a run, as nobody could tell who ran it", async () => {
    cluster.formerStatus.push("RUNNING", "RUNNING", "RUNNING");
    const { check } = await runSmoke(contextWith(), TARGET);

    expect(check.outcome).toBe("failed");
    expect(check.evidence).toContain("after 5 s workers of former deployments still run");
    expect(check.evidence).toContain("task former");
    expect(prefect.changes).toEqual([]);
  });
});

test("what cannot be removed is told, and the verdict stays", async () => {
  prefect.run = flowRun("COMPLETED", { ...IN_TASK, start_time: "2026-11-24T03:00:01Z" });
  prefect.refused = /DELETE/;
  cluster.containers = [{ exitCode: 0 }];
  const { check } = await runSmoke(contextWith(), TARGET);

  expect(check.outcome).toBe("passed");
  expect(check.evidence).not.toContain("is removed");
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain("403");
});

test("a task definition that ECS did not delete is told, and not called removed", async () => {
  prefect.run = flowRun("COMPLETED", { ...IN_TASK, start_time: "2026-11-24T03:00:01Z" });
  cluster.containers = [{ exitCode: 0 }];
  cluster.failures = [{ arn: SMOKE_DEFINITION, reason: "AccessDenied" }];
  const { check } = await runSmoke(contextWith(), TARGET);

  expect(check.outcome).toBe("passed");
  expect(check.evidence).not.toContain("is removed");
  expect(troubles.join()).toContain(`ECS did not delete the task definition ${SMOKE_DEFINITION}`);
});

test("what a killed run left is removed first, unless it may still be under way or is not of this name", async () => {
  prefect.run = flowRun("FAILED");
  const flow = (id: string, created: string, name = "prefect-ecs-worker smoke run of etl-production 1") => ({
    ...{ id, name, created },
  });
  prefect.leftovers = [
    flow("old", "2026-11-24T03:09:55Z"),
    flow("young", "2026-11-24T03:09:56Z"),
    flow("other", "2026-11-24T03:00:00Z", "somebody's"),
  ];
  await runSmoke(contextWith(), TARGET);

  expect(prefect.changes.slice(0, 3)).toEqual(["DELETE /deployments/d", "DELETE /flows/old", "POST /flows/"]);
  expect(prefect.changes.join()).not.toMatch(/young|other/);
  expect(troubles[0]).toContain("Removed what an earlier run left behind");
  // The young one may be about to start from it.
  expect(cluster.definitions.ACTIVE).toEqual([SMOKE_DEFINITION]);
});

/** Not about a worker's task. */
function isAboutRun(input: unknown): boolean {
  return JSON.stringify(input).includes(TASK);
}
