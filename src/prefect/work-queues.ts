import { z } from "zod";
import type { Answer, PrefectClient } from "./client.ts";
import { PrefectError } from "./errors.ts";
import { filterAll } from "./filter.ts";
import { isMissing } from "./missing.ts";

const workQueueSchema = z.object({
  name: z.string(),
  is_paused: z.boolean(),
  status: z.enum(["READY", "NOT_READY", "PAUSED"]).nullish(),
  last_polled: z.coerce.date().nullish(),
  concurrency_limit: z.int().nullish(),
});
export type WorkQueue = z.output<typeof workQueueSchema>;

/**
 * Makes queues of a pool. One that is there by now is success: each pool has `default`, and a retry may meet what
 * its first try made.
 */
export async function createWorkQueues(
  prefect: PrefectClient,
  pool: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    try {
      await prefect.call({
        method: "POST",
        path: `/work_pools/${encodeURIComponent(pool)}/queues`,
        body: { name },
        schema: workQueueSchema,
      });
    } catch (error) {
      if (!(error instanceof PrefectError && error.status === 409)) throw error;
    }
  }
}

/** The queues of a pool, or those of some names; none while the pool does not exist. */
export async function listWorkQueues(
  prefect: PrefectClient,
  pool: string,
  names: readonly string[],
): Promise<Answer<WorkQueue[]>> {
  const filter = names.length === 0 ? {} : { work_queues: { operator: "and_", name: { any_: names } } };
  try {
    const path = `/work_pools/${encodeURIComponent(pool)}/queues/filter`;
    return await filterAll(prefect, path, filter, workQueueSchema);
  } catch (error) {
    if (isMissing(error)) return { body: [], serverTime: new Date(0) };
    throw error;
  }
}
