import { z } from "zod";
import { SMOKE_CHECK } from "../../src/proof/smoke/end.ts";
import type { Stage, TimedRun } from "./stage.ts";

/** Milliseconds since 1970 of the first heartbeats of a pool's workers, in order: Prefect makes a record then. */
export async function heartbeatsSince({ prefect }: Stage, pool: string, sinceMs: number): Promise<number[]> {
  const { body } = await prefect.call({
    method: "POST",
    path: `/work_pools/${pool}/workers/filter`,
    body: {},
    schema: z.array(z.object({ created: z.coerce.date() })),
  });
  return body
    .map(({ created }) => created.getTime())
    .filter((at) => at >= sinceMs)
    .sort((a, b) => a - b);
}

/** Begins the line of a check of the proof that has passed: the last of them is the verdict on the workers. */
export const PASSED = "✓ ";
/** Begins the line of a check that has failed. */
export const FAILED = "✗ ";
/** When the last check on the workers passed, before the work pool is wired and the smoke run follows, in milliseconds since 1970. */
export function verdictMs({ lines }: TimedRun): number {
  const last = lines.findLast(({ text }) => text.startsWith(PASSED) && !text.includes(SMOKE_CHECK.title));
  if (last === undefined) throw new Error("The run that was measured had no check that passed.");
  return last.atMs;
}
