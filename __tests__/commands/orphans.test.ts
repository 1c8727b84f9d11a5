import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findOrphans } from "../../src/commands/orphans.ts";
import { proofTarget } from "../../src/commands/proof.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { playEcs } from "../aws/played-ecs.ts";
import { type PlayedPrefect, playPrefect, SERVER_TIME } from "../prefect/played.ts";

const [FORMER, NEW] = ["aaaaaaaa", "bbbbbbbb"];
const FORMER_TASK = "f".repeat(32);
const formerWorker = `etl-production-${FORMER}-${FORMER_TASK}`;
const secondsAgo = (seconds: number) => new Date(SERVER_TIME.getTime() - seconds * 1000).toISOString();

/** The world as a rolled worker leaves it that had claimed a run: each test changes a part. */
interface World {
  /** The name that the claim's worker left on it. */
  claimedBy: string;
  readonly workers: object[];
  formerTask: { readonly lastStatus: string } | undefined;
  /** Flow runs of which a task in ECS bears the id. */
  readonly flowRunsWithTask: string[];
  isDenied: boolean;
}
let world: World;
let prefect: PlayedPrefect;
let nowSeconds: number;
let notices: string[];

beforeEach(async () => {
  nowSeconds = 0;
  notices = [];
  world = {
    claimedBy: formerWorker,
    workers: [worker(formerWorker, 900, 50, "OFFLINE")],
    formerTask: { lastStatus: "STOPPED" },
    ...{ flowRunsWithTask: [], isDenied: false },
  };
  prefect = await playPrefect((call) => {
    if (world.isDenied) return [403, { detail: "no" }];
    switch (call) {
      case "POST /flow_runs/filter":
        return [200, [run()]];
      case "GET /flow_runs/r":
        return [200, run()];
      case "POST /flow_runs/r/set_state":
        return [201, { status: "ACCEPT" }];
      case "POST /work_pools/etl/workers/filter":
        return [200, world.workers];
      case "POST /deployments/filter":
        return [200, [{ id: "d", job_variables: { cluster: "theirs" } }]];
      case "GET /work_pools/etl":
        return [200, { id: "p", name: "etl", type: "ecs", is_paused: false, base_job_template: {} }];
      default:
        return undefined;
    }
  });
});
afterEach(async () => {
  await prefect.stop();
});

function run() {
  const timestamp = secondsAgo(100);
  const state = { id: "s", type: "PENDING", name: "Pending", timestamp, state_details: null };
  const labels = { "prefect.worker.name": world.claimedBy };
  return { id: "r", name: "crimson-lynx", deployment_id: "d", labels, state };
}

function worker(name: string, from: number, until: number, status: "ONLINE" | "OFFLINE") {
  const times = { created: secondsAgo(from), last_heartbeat_time: secondsAgo(until) };
  return { name, status, heartbeat_interval_seconds: 30, ...times };
}

const ecs = () =>
  playEcs((call, input) => {
    if (call === "ListTasks") return { taskArns: world.flowRunsWithTask.map((id) => `arn:task/etl/${id}`) };
    const { tasks } = input as { readonly tasks: readonly string[] };
    if (tasks.includes(FORMER_TASK))
      return { tasks: world.formerTask ? [{ taskArn: FORMER_TASK, ...world.formerTask }] : [] };
    return {
      tasks: world.flowRunsWithTask.map((id) => ({ tags: [{ key: "prefect.io/flow-run-id", value: id }] })),
    };
  });

async function orphans({ rescue }: { rescue: boolean }) {
  const yaml = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
proof: { rescue: ${String(rescue)} }
environments: { production: { branches: [main] } }
`;
  const environment = environmentByName(parseWorkerFile(yaml, "f.yml"), "production", "main");
  const context = {
    prefect: prefect.client,
    aws: { ecs: ecs().ecs },
    log: { notice: (message: string) => notices.push(message) },
    settings: { prefect: { apiUrl: "https://prefect.example.com/api" } },
    seconds: () => nowSeconds,
    sleep: (seconds: number) => {
      nowSeconds += seconds;
      return Promise.resolve();
    },
    interrupt: new AbortController().signal,
  };
  return await findOrphans(context, environment, NEW, proofTarget(environment, NEW, true, []));
}

describe("a run whose worker was replaced on its way to AWS", () => {
  test("is set back to Scheduled on request, after a second look", async () => {
    const [found] = await orphans({ rescue: true });
    expect(found).toMatchObject({ name: "crimson-lynx", isRescued: true });
    expect(nowSeconds).toBe(5);
    expect(prefect.changes()).toEqual(["POST /flow_runs/r/set_state"]);
    expect(notices.join()).toContain("set back to Scheduled");
  });

  test("is only listed otherwise, and stays Pending", async () => {
    const [found] = await orphans({ rescue: false });
    expect(found).toMatchObject({ name: "crimson-lynx", isRescued: false });
    expect(prefect.changes()).toEqual([]);
    expect(notices.join()).toContain("it stays Pending");
  });
});

describe("is left alone: a run", () => {
  test.each<[string, (world: World) => void]>([
    [
      "of another environment's worker",
      ({ workers }) => {
        world.claimedBy = `etl-production-eu-${FORMER}-${FORMER_TASK}`;
        workers.push(worker(world.claimedBy, 900, 10, "ONLINE"));
      },
    ],
    [
      "of another environment's worker, whose record is gone",
      () => {
        world.claimedBy = `etl-production-eu-${FORMER}-${FORMER_TASK}`;
      },
    ],
    [
      "of an environment of the same name in another region, whose task is unknown here",
      () => {
        world.formerTask = undefined;
      },
    ],
    ["that has a task in its deployment's cluster", ({ flowRunsWithTask }) => flowRunsWithTask.push("r")],
  ])("%s", async (_, change) => {
    change(world);
    expect(await orphans({ rescue: true })).toEqual([]);
    expect(prefect.changes()).toEqual([]);
  });
});

test("a worker that does not stop is waited for, though not for ever", async () => {
  world.formerTask = { lastStatus: "DEACTIVATING" };
  expect(await orphans({ rescue: true })).toEqual([]);
  expect(nowSeconds).toBe(180);
});

test("a look that Prefect refuses is a notice, and fails nothing", async () => {
  world.isDenied = true;
  expect(await orphans({ rescue: true })).toEqual([]);
  expect(notices.join()).toMatch(/were not looked for to the end: .*403/);
});
