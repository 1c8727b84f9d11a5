import type { Environment } from "../config/environments.ts";
import { createWorkPool, setWorkPoolPaused, type WorkPool } from "../prefect/work-pool.ts";
import { createWorkQueues } from "../prefect/work-queues.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import type { Preflight } from "./preflight.ts";
import type { PoolToWire } from "./wire-work-pool.ts";
import { workPoolMark } from "./work-pool-ownership.ts";

/**
 * Sees to it that the work pool is there with its queues, and gives out runs, and that the environment's record tells of it.
 * @param recordWith the record that tells of a pool, or of none yet
 * @returns the record
 */
export async function readyWorkPool(
  { prefect, settings }: Context,
  { deployment }: Environment,
  checked: Pick<Preflight, "workPool" | "state" | "environmentName">,
  { isMade }: Pick<PoolToWire, "isMade">,
  recordWith: (made: WorkPool | undefined) => Omit<EnvironmentRecord, "status">,
): Promise<Omit<EnvironmentRecord, "status">> {
  const { workPool, state } = checked;
  const { name, queues } = deployment.work_pool;
  // Only one that a teardown of this environment has paused comes as far as this.
  if (workPool?.is_paused === true) await setWorkPoolPaused(prefect, name, false);
  // Before the pool is made, so that a run that is cut off here leaves none that nobody knows of.
  await state.store.write({ ...recordWith(workPool), status: "applying" });
  const pool = workPool ?? (await createWorkPool(prefect, name, workPoolMark(settings.aws.region, checked)));
  const record = recordWith(pool);
  if (workPool === undefined) await state.store.write({ ...record, status: "applying" });
  // In a pool of somebody's, a queue that is not there is a slip of the pen: the proof says so.
  if (isMade) await createWorkQueues(prefect, name, queues);
  return record;
}
