import { expect, test } from "@jest/globals";
import { removeLeftoverWorkers } from "../../src/commands/leftover-workers.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { type Answer, playPrefect, SERVER_TIME } from "../prefect/played.ts";

const TASK = "f".repeat(32);
const ours = (revision = "aaaaaaaa") => `etl-production-${revision}-${TASK}`;
const environment = environmentByName(
  parseWorkerFile(
    `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments: { production: { branches: [main] } }
`,
    "f.yml",
  ),
  "production",
  "main",
);

const worker = (name: string, status = "OFFLINE") => ({
  ...{ name, status, heartbeat_interval_seconds: 30 },
  ...{ created: SERVER_TIME, last_heartbeat_time: SERVER_TIME },
});

/** What is removed of a pool's workers, and what is told. */
async function removed(workers: readonly object[], deletion: Answer = [204]) {
  const told: string[] = [];
  const tell = (line: string) => {
    told.push(line);
  };
  const prefect = await playPrefect((call) => (call.startsWith("DELETE") ? deletion : [200, workers]));
  await removeLeftoverWorkers({ prefect: prefect.client, log: { info: tell, notice: tell } }, environment);
  await prefect.stop();
  return { changes: prefect.changes(), told: told.join() };
}

test("our own OFFLINE workers are removed, of whatever revision", async () => {
  const names = [ours("aaaaaaaa"), ours("bbbbbbbb")];
  const { changes, told } = await removed(names.map((name) => worker(name)));
  expect(changes.toSorted()).toEqual(names.map((name) => `DELETE /work_pools/etl/workers/${name}`));
  expect(told).toContain("removed 2 OFFLINE workers of ours");
});

test.each<[string, object]>([
  ["of ours that is ONLINE, for it may still leave", worker(ours(), "ONLINE")],
  ["of a deployment whose name begins like ours", worker(`etl-production-eu-aaaaaaaa-${TASK}`)],
  ["of another deployment", worker(`etl-staging-aaaaaaaa-${TASK}`)],
  ["whose name ends in no task", worker("etl-production-aaaaaaaa-laptop")],
  ["whose name tells no revision", worker(`etl-production-${TASK}`)],
  ["that Prefect named", worker("ECSWorker 0f2d7f3e-8b51-4a53-9bb5-4f6f3a1f2d11")],
])("a worker stays %s", async (_, stranger) => {
  expect((await removed([stranger])).changes).toEqual([]);
});

test("one that cannot be removed is told, and fails nothing", async () => {
  const { told } = await removed([worker(ours())], [403, { detail: "no" }]);
  expect(told).toMatch(/were not all removed: .*403/);
});
