import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { ensurePython } from "../../local/local-cloud.ts";
import { LATE_RUNS, LATE_RUNS_VALUE } from "../../stacks/late-runs.ts";
import { prefectCall } from "./support/cloud.ts";
import { prefectServers } from "./support/team.ts";

const { open, guarded } = prefectServers;
const POOL = `late-${randomBytes(4).toString("hex")}`;
const QUEUE = "theirs";

/** A pool without workers, with a run that is Late in a queue of its own. */
beforeAll(async () => {
  const { apiUrl } = open;
  await prefectCall(apiUrl, "POST", "/work_pools/", { name: POOL, type: "ecs" });
  await prefectCall(apiUrl, "POST", `/work_pools/${POOL}/queues`, { name: QUEUE });
  const flow = await identified(apiUrl, "/flows/", { name: POOL });
  const deployment = await identified(apiUrl, "/deployments/", {
    name: POOL,
    flow_id: flow.id,
    work_pool_name: POOL,
    work_queue_name: QUEUE,
  });
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  await identified(apiUrl, `/deployments/${deployment.id}/create_flow_run`, {
    state: { type: "SCHEDULED", name: "Late", state_details: { scheduled_time: anHourAgo } },
  });
});

test.each([
  ["of the whole pool", [], 1],
  ["of the queues that the worker serves", [QUEUE], 1],
  ["and not of others", ["default"], 0],
])("counts the late runs %s", async (_, queues, count) => {
  const { output } = await countOnce({ PREFECT_API_URL: open.apiUrl }, queues);
  expect(output).toEqual([{ work_pool: POOL, [LATE_RUNS_VALUE.replace("$.", "")]: count }]);
});

test("is let in by a server with basic authentication and CSRF protection", async () => {
  const { apiUrl, authString } = guarded;
  const { output } = await countOnce({ PREFECT_API_URL: apiUrl, PREFECT_API_AUTH_STRING: authString }, []);
  expect(output).toEqual([{ work_pool: POOL, late_flow_runs: 0 }]);
});

test("goes on when Prefect does not answer, and says why there is no number", async () => {
  const { output, errors, exitCode } = await countOnce({ PREFECT_API_URL: "http://127.0.0.1:9/api" }, []);
  expect([output, exitCode]).toEqual([[], 0]);
  expect(errors).toMatch(new RegExp(`The late flow runs of ${POOL} were not counted: .+`));
});

/** Runs the script, for which no time passes, until it has counted once. */
async function countOnce(environment: Readonly<Record<string, string>>, queues: readonly string[]) {
  const child = spawn(await ensurePython(), ["-c", `${ONCE}\n${LATE_RUNS}`], {
    env: {
      PATH: process.env["PATH"],
      PREFECT_ECS_WORKER_POOL: POOL,
      PREFECT_ECS_WORKER_QUEUES: JSON.stringify(queues),
      ...environment,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lines = output.split("\n").filter((line) => line !== "");
  return { output: lines.map((line): unknown => JSON.parse(line)), errors, exitCode: await ended };
}

/** It ends in place of the pause between two counts. */
const ONCE = `
import sys, time
time.sleep = lambda seconds: sys.exit() if seconds == 30 else None
`;

async function identified(apiUrl: string, path: string, body: object): Promise<{ id: string }> {
  return z.object({ id: z.string() }).parse(await prefectCall(apiUrl, "POST", path, body));
}
