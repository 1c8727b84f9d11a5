import type { WorkerStackConfig } from "../../stacks/config.ts";
import type { Environment } from "./environments.ts";
import { resourceNames } from "./names.ts";
import { type ActionsPrefect, prefectConfig } from "./stack/prefect.ts";
import { workerConfig } from "./stack/worker.ts";

/** What the stack needs to know beside the configuration file. */
export interface Surroundings {
  readonly region: string;
  readonly prefect: ActionsPrefect;
}

/** The complete input of the stack for one environment. */
export function workerStackConfig(environment: Environment, surroundings: Surroundings): WorkerStackConfig {
  const { deployment, deploymentName } = environment;
  const { cluster, network, worker, logs, alarms, tags, work_pool: workPool } = deployment;
  return {
    deploymentName,
    environment: environment.name,
    names: resourceNames(deploymentName),
    region: surroundings.region,
    cluster:
      cluster.existing === undefined ? { kind: "create" } : { kind: "existing", cluster: cluster.existing },
    network: { subnetIds: network.subnet_ids, assignPublicIp: network.assign_public_ip },
    prefect: prefectConfig(deployment.prefect, deploymentName, surroundings.prefect),
    workPool: { name: workPool.name, queues: workPool.queues },
    worker: workerConfig(worker),
    logs: { retentionDays: logs.retention_days },
    alarms: { email: alarms.email },
    tags,
  };
}
