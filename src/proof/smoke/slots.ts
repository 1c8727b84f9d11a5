import type { PrefectClient } from "../../prefect/client.ts";
import { readWorkPool } from "../../prefect/work-pool.ts";
import { listWorkQueues } from "../../prefect/work-queues.ts";

/** Each pool has one of this name. */
const DEFAULT_QUEUE = "default";

/**
 * What limits how many flow runs may run at a time in a pool or in one of its queues, a sentence each: Prefect hands
 * no run to a worker while all slots are taken, and says so nowhere.
 * @param workQueue nothing for the pool's default one
 */
export async function slotLimits(
  prefect: PrefectClient,
  workPool: string,
  workQueue: string | undefined,
): Promise<string[]> {
  const [pool, { body: queues }] = await Promise.all([
    readWorkPool(prefect, workPool),
    listWorkQueues(prefect, workPool, [workQueue ?? DEFAULT_QUEUE]),
  ]);
  return [
    { what: `work pool ${workPool}`, limit: pool?.concurrency_limit },
    ...queues.map(({ name, concurrency_limit: limit }) => ({ what: `work queue ${name}`, limit })),
  ].flatMap(({ what, limit }) =>
    typeof limit === "number" ? [`The ${what} lets ${limit} flow runs run at a time.`] : [],
  );
}
