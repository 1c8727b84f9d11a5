import { resourceNames } from "../../src/config/names.ts";
import type {
  AlarmsConfig,
  AutoscalingConfig,
  NetworkConfig,
  ScheduledCapacity,
  WorkerStackConfig,
} from "../../stacks/config.ts";

const DEPLOYMENT_NAME = "etl-production";

/** A complete configuration, of which a test names only what it is about. */
export function stackConfig(overrides: Partial<WorkerStackConfig> = {}): WorkerStackConfig {
  return {
    deploymentName: DEPLOYMENT_NAME,
    environment: "production",
    names: resourceNames(DEPLOYMENT_NAME),
    region: "eu-west-1",
    cluster: { kind: "create", insights: "enhanced" },
    network: existingNetwork({ subnetIds: ["subnet-0a", "subnet-0b"] }),
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
      capacity: { kind: "fargate" },
      env: {},
      secrets: {},
      awsRetryMode: "adaptive",
      user: "1000:1000",
      isRootReadOnly: true,
      tmpfsMiB: 256,
      stopTimeoutSeconds: 120,
      isExecEnabled: false,
      role: { kind: "make", policyArns: [] },
    },
    flowRuns: { capacity: "fargate" },
    logs: { retentionDays: 30, mode: "non-blocking", bufferMiB: 25 },
    encryption: { kind: "aws" },
    alarms: alarmsConfig({ email: ["oncall@example.com"] }),
    tags: { team: "data" },
    overrides: {},
    ...overrides,
  };
}

/** The alarms with their default thresholds, and of the rest what a test names. */
export function alarmsConfig(overrides: Partial<AlarmsConfig> = {}): AlarmsConfig {
  return {
    enabled: true,
    email: [],
    thresholds: {
      downMinutes: 3,
      cpuPercent: 90,
      memoryPercent: 85,
      oldestEventSeconds: 900,
      deadLetterEvents: 0,
      undeliveredEvents: 0,
      logErrors: 5,
      lateMinutes: 10,
    },
    lateRuns: false,
    dashboard: false,
    ...overrides,
  };
}

/** Existing subnets, of which a test names only what it is about. */
export function existingNetwork(
  overrides: Partial<Extract<NetworkConfig, { kind: "existing" }>> = {},
): NetworkConfig {
  return { kind: "existing", subnetIds: ["subnet-0a"], ...REACH, ...overrides };
}

/** A VPC of the deployment's own, of which a test names only what it is about. */
export function madeNetwork(
  overrides: Partial<Extract<NetworkConfig, { kind: "create" }>> = {},
): NetworkConfig {
  return {
    kind: "create",
    cidr: "10.0.0.0/16",
    zones: 2,
    nat: "single",
    endpoints: [],
    flowLogs: true,
    ...REACH,
    ...overrides,
  };
}

const REACH = { securityGroupIds: [], assignPublicIp: false, egressCidrs: ["0.0.0.0/0", "::/0"] };

/** Two to six workers, with the defaults for what decides between them. */
export function autoscalingConfig(overrides: Partial<AutoscalingConfig> = {}): AutoscalingConfig {
  return {
    min: 2,
    max: 6,
    backlogPerTask: 200,
    oldestEventSeconds: 120,
    cpuPercent: 70,
    schedule: [],
    ...overrides,
  };
}

export const NIGHT: ScheduledCapacity = { cron: "0 20 ? * * *", min: 1, max: 2, timezone: "Europe/Berlin" };

export const EXISTING_SECRET_ARN =
  "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/prefect-AbCdEf";

export const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/0f4d7c60-1111-2222-3333-444455556666";
