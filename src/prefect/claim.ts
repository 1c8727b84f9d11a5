import type { PendingFlowRun } from "./pending-flow-runs.ts";
import type { Worker } from "./work-pool.ts";
import { parseWorkerName } from "./worker-name.ts";

/** What is known besides a claimed flow run. */
export interface ClaimSighting {
  readonly deploymentName: string;
  /** The revision that was proven. */
  readonly revision: string;
  /** Every worker record of the pool. */
  readonly workers: readonly Worker[];
  /** Ids of ECS tasks that have not stopped yet, among those of this deployment's workers. */
  readonly livingTasks: ReadonlySet<string>;
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
/** Set by a worker shortly after its claim; older runs of the same flow run may have left another's name. */
const LABEL = "prefect.worker.name";

/**
 * What became of a worker's claim on a flow run. Only workers whose end ECS has told are known to be gone: an
 * OFFLINE record may be of one that lost its network, and works.
 */
export function judgeClaim(run: PendingFlowRun, seen: ClaimSighting): ClaimState {
  const claimants = claimantsOf(run, seen.workers);
  const ours = claimants.map((worker) => parseWorkerName(seen.deploymentName, worker));
  const living = ours.filter((name) => name === undefined || seen.livingTasks.has(name.taskId));
  if (living.some((name) => name === undefined || name.revision === seen.revision)) return "held";
  const age = (seen.serverTime.getTime() - run.state.timestamp.getTime()) / 1000;
  // What lives of former revisions is about to be stopped.
  return living.length > 0 || age < YOUNG_SECONDS ? "undecided" : "abandoned";
}

/** Names of the workers that may hold the claim: the one that said so, else all that lived at that time. */
export function claimantsOf(
  { state: { timestamp }, labels }: Pick<PendingFlowRun, "state" | "labels">,
  workers: readonly Worker[],
): readonly string[] {
  const living = workers.filter((worker) => livedAt(worker, timestamp)).map(({ name }) => name);
  const named = living.filter((name) => name === labels?.[LABEL]);
  return named.length > 0 ? named : living;
}

function livedAt(worker: Worker, at: Date): boolean {
  const { created, last_heartbeat_time: last, heartbeat_interval_seconds: interval, status } = worker;
  const grace = HEARTBEATS_OF_GRACE * (interval ?? HEARTBEAT_SECONDS) * 1000;
  const end = (last ?? created).getTime() + grace;
  // A worker tells its first heartbeat before it asks for runs.
  return created.getTime() <= at.getTime() && (status === "ONLINE" || at.getTime() <= end);
}
