import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Figure } from "./figure.ts";

/** How long the first synthesis of a fresh process takes, as in a run of the action, which makes no second one. */
export async function measureSynthesis(times: number): Promise<Figure> {
  const values: number[] = [];
  for (let index = 0; index < times; index += 1) values.push(await synthesisMs());
  return {
    name: "synthesis in process",
    unit: "ms",
    values,
    limit: { bound: "at most", value: 150, keptBy: "median" },
  };
}

async function synthesisMs(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "bench-synthesis-"));
  try {
    const script = join(import.meta.dirname, "synthesis-process.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, directory]);
    return Number(stdout);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
