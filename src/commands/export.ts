import { join } from "node:path";
import type { Environment } from "../config/environments.ts";
import type { Context } from "./context.ts";
import { pinImages, resolveImages } from "./images.ts";
import { synthesizeEnvironment } from "./synthesize-environment.ts";

/** Writes the environment's Terraform configuration into the checkout: plain JSON that needs none of us. */
export async function exportStack(context: Context, environment: Environment): Promise<void> {
  const { settings, log, writeSummary } = context;
  const images = pinImages(context, environment, await resolveImages(context, environment));
  const { directory } = await synthesizeEnvironment(
    settings,
    images.environment,
    join(settings.workspace, "prefect-worker-export"),
  );
  const text = `The environment ${environment.name} is exported to ${directory}: run terraform there.`;
  log.notice(text);
  await writeSummary(text);
}
