import { secondsSince } from "../hearing.ts";
import type { Memory } from "../memory.ts";
import type { Expectation, Observation } from "../observation.ts";
import type { Check } from "../verdict.ts";

/**
 * A server calls a pool READY with the first heartbeat of a worker (`record_worker_heartbeat` in
 * prefect/server/models/workers.py). This leaves it one heartbeat more, which are 30 s apart by default.
 */
const READY_WITHIN_SECONDS = 30;

/** The pool exists, has the worker's type, gives out runs, and takes the workers for ready. */
export function workPoolCheck(
  { workPool }: Expectation,
  { pool }: Observation,
  { registeredSince, heard }: Memory,
): Check {
  const check = { id: "work-pool", title: "The work pool takes runs of type ecs" } as const;
  if (pool === undefined) {
    return { ...check, outcome: "unknown", evidence: `"${workPool}" was not read yet.` };
  }
  if (pool.value === "missing") {
    return { ...check, outcome: "failed", evidence: `The work pool "${workPool}" does not exist.` };
  }
  const { name, type, is_paused: isPaused, status } = pool.value;
  const facts = `"${name}" has type ${type}${isPaused ? " and is paused" : ""}${status ? `, status ${status}` : ""}.`;
  if (type !== "ecs" || isPaused || status === "PAUSED") {
    return { ...check, outcome: "failed", evidence: facts };
  }
  if (status !== "NOT_READY") return { ...check, outcome: "passed", evidence: facts };
  const seconds = secondsSince(registeredSince, heard.pool);
  return seconds >= READY_WITHIN_SECONDS
    ? {
        ...check,
        outcome: "failed",
        evidence: `${facts} Its workers have been registered for ${Math.round(seconds)} s.`,
      }
    : { ...check, outcome: "unknown", evidence: facts };
}
