import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { writeTerraformCliConfig } from "../../local/terraform-cli.ts";

const ROOT = join(import.meta.dirname, "..", "..");
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "synth-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

test("npx cdktf synth writes the stack of a configuration file where CDKTF wants it", async () => {
  const output = join(directory, "out");
  const told = await npx("cdktf", "synth", "--output", output);
  const stack = join(output, "stacks", "prefect-worker");
  expect(told).toContain(`Synthesized the environment production into ${stack}.`);
  expect(JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8"))).toMatchObject({
    resource: { aws_ecs_service: { worker: { name: "etl-production-worker" } } },
  });
});

/** @returns what it printed; an exit code other than 0 is an error. */
async function npx(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("npx", ["--no", ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"],
      HOME: directory,
      // No question whether there is a newer version.
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: writeTerraformCliConfig(directory),
      PREFECT_WORKER_CONFIG: "examples/cloud/prefect-worker.yml",
      PREFECT_WORKER_ENVIRONMENT: "production",
      PREFECT_API_URL: "https://prefect.example.com/api",
      AWS_REGION: "eu-west-1",
    },
  });
  return stdout;
}
