import { scryptSync } from "node:crypto";
import type { PrefectConfig, PrefectCredentialVariable, WorkerStackConfig } from "../../stacks/config.ts";
import type { PrefectCredential } from "../prefect/client.ts";
import type { Environment } from "./environments.ts";
import { resourceNames } from "./names.ts";
import type { DeploymentConfig } from "./schema.ts";

/** What the stack needs to know beside the configuration file. */
export interface Surroundings {
  readonly region: string;
  readonly prefect: { readonly apiUrl: string; readonly credential: PrefectCredential };
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
    worker: {
      image: worker.image,
      cpu: worker.cpu,
      memoryMiB: worker.memory,
      architecture: worker.architecture,
      count: worker.count,
      env: worker.env,
    },
    logs: { retentionDays: logs.retention_days },
    alarms: { email: alarms.email },
    tags,
  };
}

/** An existing secret is preferred; else the action's own credential becomes one. */
function prefectConfig(
  configured: DeploymentConfig["prefect"],
  deploymentName: string,
  { apiUrl, credential }: Surroundings["prefect"],
): PrefectConfig {
  const url = configured.api_url ?? apiUrl;
  const existing = (variable: PrefectCredentialVariable, secretArn: string): PrefectConfig => ({
    apiUrl: url,
    credential: { kind: "existing-secret", variable, secretArn },
  });
  if (configured.api_key_secret_arn !== undefined) {
    return existing("PREFECT_API_KEY", configured.api_key_secret_arn);
  }
  if (configured.auth_string_secret_arn !== undefined) {
    return existing("PREFECT_API_AUTH_STRING", configured.auth_string_secret_arn);
  }
  if (credential.kind === "none") return { apiUrl: url, credential };
  const variable = credential.kind === "api-key" ? "PREFECT_API_KEY" : "PREFECT_API_AUTH_STRING";
  return {
    apiUrl: url,
    credential: { kind: "made-secret", variable, version: secretVersion(credential.value, deploymentName) },
  };
}

/**
 * A positive integer below 2^24 that changes with the value. It stands in plans that anybody may read, so
 * it is short and slow to compute: too little to guess a password by.
 */
function secretVersion(value: string, deploymentName: string): number {
  return scryptSync(value, deploymentName, 3).readUIntBE(0, 3) + 1;
}
