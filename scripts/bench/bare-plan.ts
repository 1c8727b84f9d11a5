import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { API_KEY } from "./configuration.ts";
import type { Stage, Team } from "./stage.ts";

/** How many milliseconds the last run's configuration takes a person who plans it without the action. */
export async function measureBarePlan(stage: Stage, team: Team): Promise<number> {
  const directory = mkdtempSync(join(stage.directory, "bare-"));
  cpSync(stage.terraform.configuration, directory, { recursive: true });
  const options = { cwd: directory, env: environment(stage, team), maxBuffer: MAX_OUTPUT_BYTES };
  const run = (...args: readonly string[]) =>
    promisify(execFile)(join(stage.terraform.directory, "terraform"), args, options);
  const startedMs = performance.now();
  await run("init", "-input=false");
  await run("plan", "-input=false", "-lock=false", "-out=tfplan");
  await run("show", "-json", "tfplan");
  const tookMs = performance.now() - startedMs;
  rmSync(directory, { recursive: true });
  return tookMs;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What the job gives the action's Terraform; of what the action adds, only that it asks nobody for updates. */
function environment(
  { terraformEnvironment, cloud }: Stage,
  { world: { awsOptions } }: Team,
): Record<string, string> {
  return {
    ...terraformEnvironment,
    HOME: process.env["HOME"] ?? "",
    AWS_REGION: awsOptions.region,
    AWS_ENDPOINT_URL: cloud.awsEndpoint,
    AWS_ACCESS_KEY_ID: awsOptions.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: awsOptions.credentials.secretAccessKey,
    TF_VAR_prefect_credential: API_KEY,
    CHECKPOINT_DISABLE: "1",
  };
}
