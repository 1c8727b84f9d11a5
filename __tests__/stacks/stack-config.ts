import { resourceNames } from "../../src/config/names.ts";
import type { WorkerStackConfig } from "../../stacks/config.ts";

const DEPLOYMENT_NAME = "etl-production";

/** A complete configuration, of which a test names only what it is about. */
export function stackConfig(overrides: Partial<WorkerStackConfig> = {}): WorkerStackConfig {
  return {
    deploymentName: DEPLOYMENT_NAME,
    environment: "production",
    names: resourceNames(DEPLOYMENT_NAME),
    region: "eu-west-1",
    cluster: { kind: "create" },
    network: { subnetIds: ["subnet-0a", "subnet-0b"], assignPublicIp: false },
    prefect: {
      apiUrl: "https://api.prefect.cloud/api/accounts/a/workspaces/w",
      credential: { kind: "made-secret", variable: "PREFECT_API_KEY", version: 7 },
    },
    workPool: { name: "etl", queues: [] },
    worker: {
      image: "prefecthq/prefect-aws:0.7.12-python3.12",
      cpu: 512,
      memoryMiB: 1024,
      architecture: "X86_64",
      count: 2,
      env: {},
    },
    logs: { retentionDays: 30 },
    alarms: { email: ["oncall@example.com"] },
    tags: { team: "data" },
    ...overrides,
  };
}

export const EXISTING_SECRET_ARN =
  "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/prefect-AbCdEf";
