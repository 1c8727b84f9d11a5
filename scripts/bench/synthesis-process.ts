/** Prints how many milliseconds one synthesis took, without the loading of its modules. */
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { workerStackConfig } from "../../src/config/worker-stack-config.ts";
import { synthesize } from "../../stacks/synthesize.ts";
import { configuration } from "./configuration.ts";

const [directory = ""] = process.argv.slice(2);
const file = parseWorkerFile(configuration("etl", ["subnet-0a", "subnet-0b"]), "prefect-worker.yml");
const config = workerStackConfig(environmentByName(file, "production", "main"), {
  region: "eu-west-1",
  prefect: {
    apiUrl: "https://api.prefect.cloud/api/accounts/a/workspaces/w",
    credential: { kind: "api-key", version: 1 },
  },
});

const startedMs = performance.now();
synthesize(config, directory);
console.log(performance.now() - startedMs);
