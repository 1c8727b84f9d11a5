import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { WorkerStackConfig } from "./config.ts";
import { App } from "./lib/cdktf.ts";
import { literal } from "./lib/literal.ts";
import { PrefectWorkerStack } from "./prefect-worker-stack.ts";

export interface SynthesizedStack {
  /** Holds `cdk.tf.json`: where Terraform runs. */
  readonly directory: string;
  /** Revision of the worker: 8 hexadecimal digits, part of its name. */
  readonly revision: string;
  /** What is allowed but should be known, in whole sentences. */
  readonly warnings: readonly string[];
}

/**
 * Writes the infrastructure of one deployment below `outdir`, which is made if need be, as Terraform's
 * JSON configuration. Reaches neither AWS nor Terraform.
 */
export function synthesize(config: WorkerStackConfig, outdir: string): SynthesizedStack {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  const stack = new PrefectWorkerStack(app, "prefect-worker", literal(config));
  app.synth();
  const { workingDirectory, annotations } = app.manifest.forStack(stack);
  return {
    directory: join(outdir, workingDirectory),
    revision: stack.revision,
    warnings: annotations.map(({ message }) => message),
  };
}
