import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ensurePython } from "../../local/local-cloud.ts";
import type { Json } from "../stacks/assertions.ts";

/** One check on one resource. */
export interface Finding {
  /** Of what was laid out. */
  readonly name: string;
  readonly check: string;
  readonly resource: string;
}

export interface Scan {
  readonly passed: readonly Finding[];
  readonly failed: readonly Finding[];
  /** What could not be read. */
  readonly unreadable: readonly string[];
}

const FILE = "cdk.tf.json";

/** Writes a configuration for Terraform to where `scan` finds it under that name. */
export function layOut(directory: string, name: string, { terraform, ...configuration }: Json): void {
  const folder = join(directory, encodeURIComponent(name));
  mkdirSync(folder);
  // checkov 3.3.30 stumbles over a string in the block `terraform`, of which it checks nothing.
  const { required_version, ...readable } = terraform as Json;
  writeFileSync(join(folder, FILE), JSON.stringify({ ...configuration, terraform: readable }, null, 2));
}

/** Runs checkov on all that was laid out in `directory`. Reaches no network. */
export async function scan(directory: string, ...options: readonly string[]): Promise<Scan> {
  const python = await ensurePython(join(import.meta.dirname, "requirements.txt"));
  const { stdout } = await promisify(execFile)(
    python,
    ["-m", "checkov.main", "--directory", directory, "--output", "json", "--soft-fail", ...options],
    // Not where a `.checkov.yaml` lies: what counts is what is given.
    { cwd: directory, maxBuffer: 256 * 1024 * 1024 },
  );
  const { results } = report.parse(JSON.parse(stdout));
  return {
    passed: results.passed_checks.map(finding),
    failed: results.failed_checks.map(finding),
    unreadable: results.parsing_errors,
  };
}

const record = z.object({ check_id: z.string(), file_path: z.string(), resource: z.string() });
const report = z.object({
  results: z.object({
    passed_checks: z.array(record),
    failed_checks: z.array(record),
    parsing_errors: z.array(z.string()),
  }),
});

function finding({ check_id, file_path, resource }: z.output<typeof record>): Finding {
  const [, folder = ""] = file_path.split("/");
  return { name: decodeURIComponent(folder), check: check_id, resource };
}
