import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { WorkerStackConfig } from "./config.ts";
import { App } from "./lib/cdktf.ts";
import { literal } from "./lib/literal.ts";
import { withoutStackTraces } from "./lib/stack-traces.ts";
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
 * @throws UnknownAddress when `config.overrides` names what the stack does not make
 */
export function synthesize(config: WorkerStackConfig, outdir: string): SynthesizedStack {
  mkdirSync(outdir, { recursive: true });
  return withoutStackTraces(() => written(config, outdir));
}

function written(config: WorkerStackConfig, outdir: string): SynthesizedStack {
  const app = new App({ outdir, stackTraces: false });
  const stack = new PrefectWorkerStack(app, "prefect-worker", {
    ...literal(config),
    // Terraform's own words, in which a reference is one.
    overrides: config.overrides,
  });
  app.synth();
  const { workingDirectory, annotations } = app.manifest.forStack(stack);
  return {
    directory: join(outdir, workingDirectory),
    revision: stack.revision,
    warnings: annotations.map(({ message }) => message),
  };
}
