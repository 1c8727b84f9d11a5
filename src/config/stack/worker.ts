import type { WorkerConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

export function workerConfig(worker: DeploymentConfig["worker"]): WorkerConfig {
  return {
    image: worker.image,
    cpu: worker.cpu,
    memoryMiB: worker.memory,
    architecture: worker.architecture,
    count: worker.count,
    env: worker.env,
  };
}
