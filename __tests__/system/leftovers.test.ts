import { beforeAll, expect, test } from "@jest/globals";
import { prefectCall } from "./support/cloud.ts";
import { eventually } from "./support/eventually.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

/** Prefect answers with 200 records at most, newest heartbeat first: our leftovers, the oldest, are on the second page. */
const FOREIGN = 300;
const COUNT = 10;
const REVISION = "0badcafe";

beforeAll(async () => {
  await prefectCall(apiUrl, "POST", "/work_pools/", { name: pool(), type: "ecs" });
  const names = Array.from(
    { length: FOREIGN },
    (_, index) => `other-production-${REVISION}-${index.toString(16)}`,
  );
  for (const name of [...ours(), ...names]) await heartbeat(name);
  // Three intervals of one second, and the time until the server looks.
  await eventually(
    "every worker is OFFLINE",
    async () => (await workers()).filter(({ status }) => status !== "OFFLINE"),
    (others) => others.length === 0,
    { withinSeconds: 90 },
  );
}, 120_000);

test("ten workers are proven among three hundred OFFLINE ones, and only our own leftovers are removed", async () => {
  const { configure, yaml, run, events } = team();
  configure(yaml({ worker: `{ count: ${COUNT} }`, work_pool: `{ name: "${pool()}", manage: wire }` }));
  const { exitCode, outputs, log } = await run(events.pushed("main", "ten"));
  expect([exitCode, outputs["verified"]]).toEqual([0, "true"]);
  const proven = JSON.parse(outputs["workers"] ?? "[]") as string[];
  expect(new Set(proven).size).toBe(COUNT);
  expect(log).toContain(`removed ${ours().length} OFFLINE workers of ours`);

  const left = await workers();
  expect(left.filter(({ name }) => name.startsWith("other-"))).toHaveLength(FOREIGN);
  expect(
    left
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("other-"))
      .sort(),
  ).toEqual(proven);
});

function pool(): string {
  return `${team().project}-production`;
}

/** Of two tasks of a revision that is gone. */
function ours(): string[] {
  return ["0a", "0b"].map((id) => `${pool()}-${REVISION}-${id.repeat(16)}`);
}

async function heartbeat(name: string): Promise<void> {
  await prefectCall(apiUrl, "POST", `/work_pools/${pool()}/workers/heartbeat`, {
    name,
    heartbeat_interval_seconds: 1,
  });
}

async function workers(): Promise<{ name: string; status: string }[]> {
  const page = (offset: number) =>
    prefectCall(apiUrl, "POST", `/work_pools/${pool()}/workers/filter`, { offset }) as Promise<
      { name: string; status: string }[]
    >;
  return (await Promise.all([page(0), page(200)])).flat();
}
