import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { workerStackConfig } from "../../src/config/worker-stack-config.ts";
import type { WorkerStackConfig } from "../../stacks/config.ts";
import { configuration } from "./configuration.ts";

/** The production environment of the configuration that all figures are measured with. */
export function stackConfig(): WorkerStackConfig {
  const file = parseWorkerFile(configuration("etl", ["subnet-0a", "subnet-0b"]), "prefect-worker.yml");
  return workerStackConfig(environmentByName(file, "production", "main"), {
    region: "eu-west-1",
    prefect: {
      apiUrl: "https://api.prefect.cloud/api/accounts/a/workspaces/w",
      credential: { kind: "api-key", version: 1 },
    },
  });
}
