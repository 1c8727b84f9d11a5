import { describe, expect, test } from "@jest/globals";
import { claimantsOf, judgeClaim, type ClaimSighting } from "../../src/prefect/claim.ts";
import type { PendingFlowRun } from "../../src/prefect/pending-flow-runs.ts";
import type { Worker } from "../../src/prefect/work-pool.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const [FORMER, NEW] = ["aaaaaaaa", "bbbbbbbb"];
const [formerTask, newTask] = ["f".repeat(32), "0".repeat(32)];
const formerWorker = `etl-production-${FORMER}-${formerTask}`;
const newWorker = `etl-production-${NEW}-${newTask}`;

function claimed(secondsBefore: number, by?: string): PendingFlowRun {
  return {
    ...{ id: "run", name: "crimson-lynx" },
    ...(by === undefined ? {} : { labels: { "prefect.worker.name": by } }),
    state: { id: "state", type: "PENDING", name: "Pending", timestamp: secondsAgo(secondsBefore) },
  };
}

/** A worker that lived from and until some seconds ago; one that lives told its heartbeat just now. */
function worker(name: string, from: number, until = 0): Worker {
  return {
    ...{ id: name, name, status: until === 0 ? "ONLINE" : "OFFLINE", heartbeat_interval_seconds: 10 },
    ...{ created: secondsAgo(from), last_heartbeat_time: secondsAgo(until) },
  };
}

function seen(workers: readonly Worker[], livingTasks: readonly string[] = []): ClaimSighting {
  const sighting = { deploymentName: "etl-production", revision: NEW, serverTime: NOW };
  return { ...sighting, workers, livingTasks: new Set(livingTasks) };
}

describe("a claim is", () => {
  const rolled = [worker(newWorker, 60), worker(formerWorker, 900, 50)];

  test.each<[why: string, state: string, run: PendingFlowRun, seen: ClaimSighting]>([
    ["abandoned when its worker's task is gone", "abandoned", claimed(100), seen(rolled, [newTask])],
    [
      "undecided while its worker still stops",
      "undecided",
      claimed(100),
      seen(rolled, [newTask, formerTask]),
    ],
    [
      "undecided while it is young",
      "undecided",
      claimed(29),
      seen([worker(formerWorker, 900, 20)], [newTask]),
    ],
    [
      "held when the new worker lived by then, too",
      "held",
      claimed(40),
      seen([worker(newWorker, 60), worker(formerWorker, 900, 50)], [newTask]),
    ],
    [
      "abandoned when the former worker says that it made it, though the new one lived",
      "abandoned",
      claimed(55, formerWorker),
      seen([worker(newWorker, 60), worker(formerWorker, 900, 50)], [newTask]),
    ],
    [
      "held when somebody else's worker lived by then, of whose task nothing is known",
      "held",
      claimed(100),
      seen([...rolled, worker("ProcessWorker 1", 900, 50)], [newTask]),
    ],
    [
      "held when another environment's worker made it",
      "held",
      claimed(100, `etl-production-eu-${FORMER}-${formerTask}`),
      seen([...rolled, worker(`etl-production-eu-${FORMER}-${formerTask}`, 900)], [newTask]),
    ],
    ["abandoned when no worker is left that lived by then", "abandoned", claimed(100), seen([], [newTask])],
    [
      "judged by who lived, when the name it bears is from an earlier try",
      "abandoned",
      claimed(100, "etl-production-cccccccc-1"),
      seen(rolled, [newTask]),
    ],
  ])("%s", (_why, state, run, sighting) => {
    expect(judgeClaim(run, sighting)).toBe(state);
  });
});

test("a worker that became silent may have claimed until its heartbeats were due", () => {
  const workers = [worker(formerWorker, 900, 100)];
  expect(claimantsOf(claimed(71), workers)).toEqual([formerWorker]);
  expect(claimantsOf(claimed(69), workers)).toEqual([]);
});
