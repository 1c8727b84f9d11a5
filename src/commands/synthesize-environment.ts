import { closest } from "fastest-levenshtein";
import { UnknownAddress } from "../../stacks/overrides.ts";
import type { SynthesizedStack } from "../../stacks/synthesize.ts";
import type { Environment } from "../config/environments.ts";
import { type Surroundings, workerStackConfig } from "../config/worker-stack-config.ts";
import { UserError } from "../errors.ts";

/**
 * Writes an environment's Terraform configuration below `outdir`.
 * @throws UserError when the configuration overrides what the stack does not make
 */
export async function synthesizeEnvironment(
  environment: Environment,
  surroundings: Surroundings,
  { configPath, outdir }: { readonly configPath: string; readonly outdir: string },
): Promise<SynthesizedStack> {
  const { synthesize } = await loadStack();
  try {
    return synthesize(workerStackConfig(environment, surroundings), outdir);
  } catch (error) {
    throw error instanceof UnknownAddress ? inWords(error, configPath) : error;
  }
}

/** CDKTF is long to load: a tenth of a second, in which others can wait for answers. Most commands do without. */
export async function loadStack() {
  return await import(/* webpackMode: "eager" */ "../../stacks/synthesize.ts");
}

/** Which resources there are depends on the whole configuration, so only the stack can tell. */
function inWords(error: UnknownAddress, configPath: string): UserError {
  const { address, known } = error;
  return new UserError(
    "invalid-configuration",
    `${configPath} has a mistake; nothing was changed.\noverrides.${address} is an unknown address. ` +
      `Did you mean "${closest(address, [...known])}"? Allowed: ${known.join(", ")}.`,
    { cause: error },
  );
}
