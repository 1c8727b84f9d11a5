import { z } from "zod";
import { explained } from "../diagnosis/diagnose.ts";
import type { CauseId } from "../diagnosis/table.ts";
import { UserError } from "../errors.ts";
import type { Answer, PrefectClient } from "./client.ts";
import { PrefectError } from "./errors.ts";
import { filterAll } from "./filter.ts";
import { ignoringMissing, isMissing } from "./missing.ts";

const workPoolSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  type: z.string(),
  status: z.enum(["READY", "NOT_READY", "PAUSED"]).nullish(),
  is_paused: z.boolean(),
  /** How many flow runs may be Pending, Running or Cancelling at a time. */
  concurrency_limit: z.int().nullish(),
  base_job_template: z.record(z.string(), z.unknown()),
});
export type WorkPool = z.output<typeof workPoolSchema>;

const workerSchema = z.object({
  name: z.string(),
  /** When the server heard of it first. */
  created: z.coerce.date(),
  status: z.enum(["ONLINE", "OFFLINE"]),
  last_heartbeat_time: z.coerce.date().nullable(),
  heartbeat_interval_seconds: z.number().nullable(),
});
export type Worker = z.output<typeof workerSchema>;

/** The pool, or nothing when Prefect has none of that name. */
export async function readWorkPool(prefect: PrefectClient, name: string): Promise<WorkPool | undefined> {
  try {
    return (await prefect.call({ method: "GET", path: path(name), schema: workPoolSchema })).body;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Says whether a worker of ours can serve the pool, before anything is changed.
 * @throws UserError when it has another type, is paused, or is missing and must not be made
 */
export function checkWorkPool(name: string, pool: WorkPool | undefined, mayCreate: boolean): void {
  if (pool === undefined) {
    if (mayCreate) return;
    throw unusable("work-pool-missing", `Work pool "${name}" not found.`);
  }
  if (pool.type !== "ecs") {
    throw unusable("work-pool-type", `Work pool "${name}" has type ${pool.type}.`);
  }
  if (pool.is_paused) {
    throw unusable("work-pool-paused", `Work pool "${name}" is paused.`);
  }
}

/** A pool that cannot be served, in the words that a failed proof has for it. */
function unusable(reason: CauseId, evidence: string): UserError {
  return new UserError(reason, explained(reason, evidence));
}

/**
 * Makes the pool with an empty template, which its first worker fills with the one of its own version of
 * prefect-aws; the copy that servers bundle (`prefect/server/api/collections_data`) is of an older one.
 * @param mark tells who made it, as its description: a retry may meet what its first try made
 * @throws UserError when a pool of that name is there by now that somebody else made
 */
export async function createWorkPool(prefect: PrefectClient, name: string, mark: string): Promise<WorkPool> {
  try {
    const body = { name, type: "ecs", description: mark };
    return (await prefect.call({ method: "POST", path: "/work_pools/", body, schema: workPoolSchema })).body;
  } catch (error) {
    if (!(error instanceof PrefectError && error.status === 409)) throw error;
    const pool = await readWorkPool(prefect, name);
    if (pool?.description === mark) return pool;
    throw new UserError(
      "work-pool-made-meanwhile",
      `The work pool "${name}" was not there when this run began, and now is: somebody else made it. ` +
        "Nothing was changed; run again to deploy to it as to a pool of theirs.",
      { cause: error },
    );
  }
}

/** Replaces the whole base job template. @throws PrefectError, also when the pool is gone */
export async function updateBaseJobTemplate(
  prefect: PrefectClient,
  name: string,
  template: Readonly<Record<string, unknown>>,
): Promise<void> {
  await prefect.call({
    method: "PATCH",
    path: path(name),
    body: { base_job_template: template },
    schema: z.unknown(),
  });
}

/** Stops the pool from giving out runs, or lets it do so again; one that is gone gives out none. */
export async function setWorkPoolPaused(
  prefect: PrefectClient,
  name: string,
  isPaused: boolean,
): Promise<void> {
  await ignoringMissing(
    prefect.call({ method: "PATCH", path: path(name), body: { is_paused: isPaused }, schema: z.unknown() }),
  );
}

/** Removes the pool with its queues and worker records; a pool that is gone already is success. */
export async function deleteWorkPool(prefect: PrefectClient, name: string): Promise<void> {
  await ignoringMissing(prefect.call({ method: "DELETE", path: path(name), schema: z.unknown() }));
}

/** Every worker record of a pool, newest heartbeat first; none while the pool does not exist. */
export async function listWorkers(prefect: PrefectClient, pool: string): Promise<Answer<Worker[]>> {
  try {
    return await filterAll(prefect, `${path(pool)}/workers/filter`, {}, workerSchema);
  } catch (error) {
    if (isMissing(error)) return { body: [], serverTime: new Date(0) };
    throw error;
  }
}

/** Removes a worker's record, which a worker that still runs makes anew; one that is gone already is success. */
export async function deleteWorker(prefect: PrefectClient, pool: string, worker: string): Promise<void> {
  await ignoringMissing(
    prefect.call({
      method: "DELETE",
      path: `${path(pool)}/workers/${encodeURIComponent(worker)}`,
      schema: z.unknown(),
    }),
  );
}

function path(name: string): string {
  return `/work_pools/${encodeURIComponent(name)}`;
}
