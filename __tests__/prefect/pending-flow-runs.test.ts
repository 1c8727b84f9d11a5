import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listClaimedFlowRuns, type PendingFlowRun, reschedule } from "../../src/prefect/pending-flow-runs.ts";
import { type Answer, type PlayedPrefect, playPrefect } from "./played.ts";

const DUE = "2026-11-24T11:00:00.000Z";
const EXPECTED = "2026-11-24T11:30:00.000Z";
const claimed = {
  ...{ id: "r", name: "crimson-lynx", expected_start_time: EXPECTED, infrastructure_pid: null },
  state: {
    ...{ id: "s", type: "PENDING", name: "Pending", timestamp: "2026-11-24T11:59:00Z" },
    state_details: { scheduled_time: DUE },
  },
};
const seen: PendingFlowRun = {
  ...{ id: "r", name: "crimson-lynx", expected_start_time: new Date(EXPECTED) },
  state: {
    ...{ id: "s", type: "PENDING", name: "Pending", timestamp: new Date("2026-11-24T11:59:00Z") },
    state_details: { scheduled_time: new Date(DUE) },
  },
};

let prefect: PlayedPrefect;
let answers: Record<string, Answer>;
beforeEach(async () => {
  answers = {
    "GET /flow_runs/r": [200, claimed],
    "POST /flow_runs/r/set_state": [201, { status: "ACCEPT" }],
  };
  prefect = await playPrefect((call) => answers[call]);
});
afterEach(async () => {
  await prefect.stop();
});

describe("a claimed run", () => {
  test("is asked to be Scheduled for the time that it was due, by Prefect's rules", async () => {
    expect(await reschedule(prefect.client, seen, "Its worker is gone.")).toBe(true);
    const state = { type: "SCHEDULED", name: "Scheduled", message: "Its worker is gone." };
    expect(prefect.calls.at(-1)).toEqual([
      "POST /flow_runs/r/set_state",
      { state: { ...state, state_details: { scheduled_time: DUE } }, force: false },
    ]);
  });

  test("is due when it was expected, where its state does not tell", async () => {
    await reschedule(prefect.client, { ...seen, state: { ...seen.state, state_details: null } }, "");
    expect(prefect.calls.at(-1)?.[1]).toMatchObject({
      state: { state_details: { scheduled_time: EXPECTED } },
    });
  });

  test.each<[string, object]>([
    ["is in another state by now", { ...claimed, state: { ...claimed.state, id: "later" } }],
    ["has a task by now", { ...claimed, infrastructure_pid: "etl::arn:aws:ecs:eu-west-1:1:task/etl/0a" }],
  ])("that %s is left alone", async (_, now) => {
    answers["GET /flow_runs/r"] = [200, now];
    expect(await reschedule(prefect.client, seen, "")).toBe(false);
    expect(prefect.changes()).toEqual([]);
  });

  test.each(["REJECT", "ABORT", "WAIT"])("stays as it is when Prefect answers %s", async (status) => {
    answers["POST /flow_runs/r/set_state"] = [200, { status }];
    expect(await reschedule(prefect.client, seen, "")).toBe(false);
  });
});

test("claimed are runs of the pool that are Pending or Submitting and have nothing to run in", async () => {
  answers["POST /flow_runs/filter"] = [
    200,
    [claimed, { ...claimed, id: "t", infrastructure_pid: "etl::arn" }],
  ];
  expect((await listClaimedFlowRuns(prefect.client, "etl")).map(({ id }) => id)).toEqual(["r"]);
  expect(prefect.calls[0]?.[1]).toMatchObject({
    flow_runs: { state: { type: { any_: ["PENDING"] }, name: { any_: ["Pending", "Submitting"] } } },
    work_pools: { name: { any_: ["etl"] } },
  });
});
