/** Prints as JSON how many milliseconds each synthesis took, of as many environments as it is told. */
import { join } from "node:path";
import { environmentByName } from "../../src/config/environments.ts";
import { resourceNames } from "../../src/config/names.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { workerStackConfig } from "../../src/config/worker-stack-config.ts";
import { synthesize } from "../../stacks/synthesize.ts";
import { configuration } from "./configuration.ts";

const [directory = "", environments = ""] = process.argv.slice(2);
const file = parseWorkerFile(configuration("etl", ["subnet-0a", "subnet-0b"]), "prefect-worker.yml");
const config = workerStackConfig(environmentByName(file, "production", "main"), {
  region: "eu-west-1",
  prefect: {
    apiUrl: "https://api.prefect.cloud/api/accounts/a/workspaces/w",
    credential: { kind: "api-key", version: 1 },
  },
});

const took = Array.from({ length: Number(environments) }, (_, index) => {
  const environment = `preview-${index}`;
  const deploymentName = `etl-${environment}`;
  const own = { ...config, environment, deploymentName, names: resourceNames(deploymentName) };
  const startedMs = performance.now();
  synthesize(own, join(directory, environment));
  return performance.now() - startedMs;
});
console.log(JSON.stringify(took));
