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

/** With tasks of ours that have not stopped; ECS knows of every other one in the table that it has. */
function seen(
  workers: readonly Worker[],
  living: readonly string[] = [],
  stopped: readonly string[] = [formerTask, newTask],
): ClaimSighting {
  const sighting = { deploymentName: "etl-production", revision: NEW, serverTime: NOW };
  const ends = stopped.map((id): [string, boolean] => [id, true]);
  return {
    ...{ ...sighting, workers },
    hasStopped: new Map([...ends, ...living.map((id): [string, boolean] => [id, false])]),
  };
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
    [
      "held when the worker that made it is another's, and its record gone",
      "held",
      claimed(100, `etl-production-eu-${FORMER}-${formerTask}`),
      seen(rolled, [newTask]),
    ],
    [
      "held when a worker of that name lives where ECS knows no such task, as in another region",
      "held",
      claimed(100, formerWorker),
      seen([worker(newWorker, 60), worker(formerWorker, 900)], [newTask], []),
    ],
    [
      "held when such a worker was heard of within the hour for which ECS knows a stopped task",
      "held",
      claimed(3700, formerWorker),
      seen([worker(newWorker, 60), worker(formerWorker, 9000, 3599)], [newTask], []),
    ],
    [
      "abandoned when its worker was silent for longer than that",
      "abandoned",
      claimed(3700, formerWorker),
      seen([worker(newWorker, 60), worker(formerWorker, 9000, 3600)], [newTask], []),
    ],
    [
      "abandoned when its worker's task of the same revision was replaced",
      "abandoned",
      claimed(100, newWorker),
      seen([worker(newWorker, 900, 50)]),
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
  expect(claimantsOf(claimed(71), workers)).toEqual(workers);
  expect(claimantsOf(claimed(69), workers)).toEqual([]);
});
