import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { spread, type Figure } from "./figure.ts";

const HUNDRED = 100;
const PROCESSES = 3;

/**
 * How long each synthesis takes in a process that makes those of so many environments, and whether they become
 * slower: a hundred at the end against a hundred early on, past those in which the code is still being compiled.
 * Of each synthesis the least of three processes counts, as other work on the machine does not hit the same twice.
 *
 * Measured on two cores: median 6 to 7 ms, and 97 of 100 within 10 ms; the others meet a collection of garbage or
 * code that is still being compiled.
 */
export async function measureFleet(environments: number): Promise<Figure[]> {
  const runs: number[][] = [];
  // One after the other: side by side they would slow each other down.
  for (let run = 0; run < PROCESSES; run++) runs.push(await synthesesMs(environments));
  const [, ...further] = leastOfEach(runs);
  const early = further.slice(HUNDRED, 2 * HUNDRED);
  return [
    {
      name: `synthesis of one of ${environments} environments, after the first`,
      unit: "ms",
      values: further,
      limit: { bound: "at most", value: 10, keptBy: "99 of 100" },
    },
    {
      name: `the last hundred of ${environments} against the second`,
      unit: "times",
      values: [spread(further.slice(-HUNDRED)).median / spread(early).median],
      limit: { bound: "at most", value: 1.25, keptBy: "each" },
    },
  ];
}

function leastOfEach(runs: readonly (readonly number[])[]): number[] {
  const [first = []] = runs;
  return first.map((_, index) => Math.min(...runs.map((run) => run[index] ?? Infinity)));
}

async function synthesesMs(environments: number): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), "bench-fleet-"));
  try {
    const script = join(import.meta.dirname, "fleet-process.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, directory, String(environments)]);
    return z.array(z.number()).parse(JSON.parse(stdout));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
