import { expect, test } from "@jest/globals";
import type { Task } from "../../src/aws/ecs-service.ts";
import { failureEvidence } from "../../src/proof/failure-evidence.ts";
import { type Memory, NOTHING_SEEN } from "../../src/proof/memory.ts";
import type { Check } from "../../src/proof/verdict.ts";
import { ago, deployment, REVISION, task } from "./sightings.ts";

const TARGET = { workerName: REVISION, isDeployed: false };
const DEPLOYMENT = `ecs-svc/${REVISION}`;
const seenSince = (over: Partial<Memory> = {}): Memory => ({
  ...NOTHING_SEEN,
  deployment: { id: DEPLOYMENT, createdAt: ago(60) },
  excused: new Set(["before"]),
  ...over,
});
const stopped = (id: string, stoppedReason: string, over: Partial<Task> = {}) =>
  task(id, REVISION, {
    lastStatus: "STOPPED",
    desiredStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason,
    stoppedAt: ago(10),
    ...over,
  });
const failed = (id: Check["id"], evidence = ""): Check => ({ id, title: "", outcome: "failed", evidence });
const reasons = (tasks: readonly ReturnType<typeof task>[], memory: Memory, checks: readonly Check[] = []) =>
  failureEvidence(TARGET, { deployments: [deployment()], tasks }, checks, memory).stoppedReasons;

test("is of this deployment alone, and of what has ended since the watch began", () => {
  const tasks = [
    stopped("new", "new"),
    stopped("before", "before"),
    stopped("other", "other", { startedBy: "ecs-svc/other" }),
  ];
  expect(reasons(tasks, seenSince())).toEqual(["new"]);
});

test("is what was before, where the rollout had failed before anybody looked", () => {
  const tasks = [stopped("before", "before"), stopped("other", "other", { startedBy: "ecs-svc/other" })];
  expect(reasons(tasks, seenSince(), [failed("work-pool")])).toEqual([]);
  expect(reasons(tasks, seenSince(), [failed("ecs-deployment")])).toEqual(["before"]);
  // ECS went back before the watch: the revision's tasks are all that is left of its deployment.
  const memory = seenSince({ deployment: undefined, excused: new Set() });
  expect(reasons(tasks, memory, [failed("ecs-deployment")])).toEqual(["before", "other"]);
});

test.each([
  ["since the deployment was made, when that is what the watch is for", false, ["since", "made"]],
  ["since the watch began, when it was deployed before", true, ["since"]],
])("are the service's events %s", (_, isDeployed, expected) => {
  const events = [
    { at: ago(5), message: "since" },
    { at: ago(50), message: "made" },
    { at: ago(90), message: "old" },
  ];
  const service = { deployments: [deployment()], tasks: [], events };
  const memory = seenSince({ toldBefore: ago(50) });
  expect(failureEvidence({ ...TARGET, isDeployed }, service, [], memory).events).toEqual(expected);
});

test.each<[name: string, tasks: readonly ReturnType<typeof task>[], suspect: string]>([
  [
    "that ended by itself last",
    [task("t1"), stopped("t2", "", { stoppedAt: ago(20) }), stopped("t3", "")],
    "t3",
  ],
  [
    "that ECS stopped for its health",
    [
      task("t1"),
      stopped("t2", "Task failed container health checks", { stopCode: "ServiceSchedulerInitiated" }),
    ],
    "t2",
  ],
  ["that a check names", [task("t1"), task("t2")], "t2"],
  ["that runs, before one that ECS stopped", [task("t1"), stopped("t3", "Scaling", { stopCode: "" })], "t1"],
])("the log that is shown is of a task %s", (_, tasks, suspect) => {
  const checks = [failed("worker", "Task t2 has been RUNNING for 90 s, yet its worker is not registered.")];
  const { suspect: found } = failureEvidence(
    TARGET,
    { deployments: [deployment()], tasks },
    checks,
    seenSince(),
  );
  expect(found?.id).toBe(suspect);
});
