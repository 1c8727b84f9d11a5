import { join } from "node:path";
import type { Environment } from "../config/environments.ts";
import { surroundingsOf } from "../config/worker-stack-config.ts";
import type { Context } from "./context.ts";
import { pinImages, resolveImages } from "./images.ts";
import { synthesizeEnvironment } from "./synthesize-environment.ts";

/** Writes the environment's Terraform configuration into the checkout: plain JSON that needs none of us. */
export async function exportStack(context: Context, environment: Environment): Promise<void> {
  const { settings, log, writeSummary } = context;
  const [resolved, surroundings] = await Promise.all([
    resolveImages(context, environment),
    surroundingsOf(environment.deploymentName, settings.aws.region, settings.prefect),
  ]);
  const images = pinImages(context, environment, resolved);
  const { directory } = await synthesizeEnvironment(images.environment, surroundings, {
    configPath: settings.configPath,
    outdir: join(settings.workspace, "prefect-worker-export"),
  });
  const text = `The environment ${environment.name} is exported to ${directory}: run terraform there.`;
  log.notice(text);
  await writeSummary(text);
}
