import { join } from "node:path";
import { synthesize } from "../../stacks/synthesize.ts";
import type { Environment } from "../config/environments.ts";
import { workerStackConfig } from "../config/worker-stack-config.ts";
import type { Context } from "./context.ts";

/** Writes the environment's Terraform configuration into the checkout: plain JSON that needs none of us. */
export async function exportStack(
  { settings, log, writeSummary }: Context,
  environment: Environment,
): Promise<void> {
  const { directory } = synthesize(
    workerStackConfig(environment, { region: settings.aws.region, prefect: settings.prefect }),
    join(settings.workspace, "prefect-worker-export"),
  );
  const text = `The environment ${environment.name} is exported to ${directory}: run terraform there.`;
  log.notice(text);
  await writeSummary(text);
}
