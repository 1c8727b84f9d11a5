import type { WorkerStackConfig } from "../../stacks/config.ts";
import type { PrefectCredential } from "../prefect/client.ts";
import { versionedCredential } from "./credential-version.ts";
import type { Environment } from "./environments.ts";
import { resourceNames } from "./names.ts";
import { clusterConfig } from "./stack/cluster.ts";
import { alarmsConfig } from "./stack/alarms.ts";
import { autoscalingConfig } from "./stack/autoscaling.ts";
import { encryptionConfig } from "./stack/encryption.ts";
import { flowRunsConfig } from "./stack/flow-runs.ts";
import { logsConfig } from "./stack/logs.ts";
import { networkConfig } from "./stack/network.ts";
import { type ActionsPrefect, prefectConfig } from "./stack/prefect.ts";
import { workerConfig } from "./stack/worker.ts";

/** What the stack needs to know beside the configuration file. */
export interface Surroundings {
  readonly region: string;
  readonly prefect: ActionsPrefect;
}

/** The same without the credential, of which a stack knows the version. */
export async function surroundingsOf(
  deploymentName: string,
  region: string,
  { apiUrl, credential }: { readonly apiUrl: string; readonly credential: PrefectCredential },
): Promise<Surroundings> {
  return { region, prefect: { apiUrl, credential: await versionedCredential(credential, deploymentName) } };
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
    cluster: clusterConfig(cluster),
    network: networkConfig(network),
    prefect: prefectConfig(deployment.prefect, surroundings.prefect),
    workPool: { name: workPool.name, queues: workPool.queues },
    worker: workerConfig(worker),
    flowRuns: flowRunsConfig(deployment.flow_runs),
    logs: logsConfig(logs),
    encryption: encryptionConfig(deployment.encryption, surroundings.region),
    alarms: alarmsConfig(alarms, surroundings.region),
    autoscaling: autoscalingConfig(deployment),
    tags,
    overrides: deployment.overrides,
  };
}
