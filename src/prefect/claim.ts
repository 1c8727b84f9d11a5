import type { PendingFlowRun } from "./pending-flow-runs.ts";
import type { Worker } from "./work-pool.ts";
import { isWorkerOf, parseWorkerName } from "./worker-name.ts";

/** What is known besides a claimed flow run. */
export interface ClaimSighting {
  readonly deploymentName: string;
  /** The revision that was proven. */
  readonly revision: string;
  /** Every worker record of the pool. */
  readonly workers: readonly Worker[];
  /** Whether the ECS tasks of this deployment's workers have stopped, by id; without those that ECS does not know. */
  readonly hasStopped: ReadonlyMap<string, boolean>;
  readonly serverTime: Date;
}

/** `held`: by a worker that lives, or may live; `undecided`: look again; `abandoned`: whoever claimed it is gone. */
export type ClaimState = "held" | "undecided" | "abandoned";

/** A live worker goes from claim to RunTask in a second or two; AWS may throttle it for a while. */
const YOUNG_SECONDS = 30;
/** A worker may have lived until its next heartbeats were due, as Prefect gives it up after some (OFFLINE). */
const HEARTBEATS_OF_GRACE = 3;
/** Prefect's own heartbeat interval, for records that tell none (PREFECT_WORKER_HEARTBEAT_SECONDS). */
const HEARTBEAT_SECONDS = 30;
/** For so long at least ECS knows a task that has stopped (DescribeTasks). */
const ECS_MEMORY_SECONDS = 3600;
/** Set by a worker shortly after its claim; older runs of the same flow run may have left another's name. */
const LABEL = "prefect.worker.name";

/**
 * What became of a worker's claim on a flow run. Only workers whose end ECS has told are known to be gone: an
 * OFFLINE record may be of one that lost its network, and works.
 */
export function judgeClaim(run: PendingFlowRun, seen: ClaimSighting): ClaimState {
  const label = labelOf(run);
  // Whether or not its record is still there.
  if (label !== undefined && !isWorkerOf(seen.deploymentName, label)) return "held";
  const hands = claimantsOf(run, seen.workers).map((worker) => handOf(worker, seen));
  if (hands.includes("holds")) return "held";
  const age = secondsSince(run.state.timestamp, seen);
  return hands.includes("is-leaving") || age < YOUNG_SECONDS ? "undecided" : "abandoned";
}

/** Workers that may hold the claim: the one that said so, else all that lived at that time. */
export function claimantsOf(
  run: Pick<PendingFlowRun, "state" | "labels">,
  workers: readonly Worker[],
): readonly Worker[] {
  const living = workers.filter((worker) => livedAt(worker, run.state.timestamp));
  const named = living.filter(({ name }) => name === labelOf(run));
  return named.length > 0 ? named : living;
}

function handOf(worker: Worker, seen: ClaimSighting): "holds" | "is-leaving" | "is-gone" {
  const ours = parseWorkerName(seen.deploymentName, worker.name);
  if (ours === undefined) return "holds";
  switch (ours.taskId === undefined ? undefined : seen.hasStopped.get(ours.taskId)) {
    case true:
      return "is-gone";
    case false:
      // What lives of former revisions is about to be stopped.
      return ours.revision === seen.revision ? "holds" : "is-leaving";
    case undefined:
      // Lately heard of, and no task of this cluster: a worker of the same name in another region or account.
      return secondsSince(worker.last_heartbeat_time ?? worker.created, seen) < ECS_MEMORY_SECONDS
        ? "holds"
        : "is-gone";
  }
}

function secondsSince(time: Date, { serverTime }: ClaimSighting): number {
  return (serverTime.getTime() - time.getTime()) / 1000;
}

function labelOf({ labels }: Pick<PendingFlowRun, "labels">): string | undefined {
  const label = labels?.[LABEL];
  return typeof label === "string" ? label : undefined;
}

function livedAt(worker: Worker, at: Date): boolean {
  const { created, last_heartbeat_time: last, heartbeat_interval_seconds: interval, status } = worker;
  const grace = HEARTBEATS_OF_GRACE * (interval ?? HEARTBEAT_SECONDS) * 1000;
  const end = (last ?? created).getTime() + grace;
  // A worker tells its first heartbeat before it asks for runs.
  return created.getTime() <= at.getTime() && (status === "ONLINE" || at.getTime() <= end);
}
