/** Prints as JSON how many milliseconds each synthesis took, of as many environments as it is told. */
import { join } from "node:path";
import { resourceNames } from "../../src/config/names.ts";
import { synthesize } from "../../stacks/synthesize.ts";
import { stackConfig } from "./stack-config.ts";

const [directory = "", environments = ""] = process.argv.slice(2);
const config = stackConfig();

const took = Array.from({ length: Number(environments) }, (_, index) => {
  const environment = `preview-${index}`;
  const deploymentName = `etl-${environment}`;
  const own = { ...config, environment, deploymentName, names: resourceNames(deploymentName) };
  const startedMs = performance.now();
  synthesize(own, join(directory, environment));
  return performance.now() - startedMs;
});
console.log(JSON.stringify(took));
