import type { ClusterConfig } from "./config/cluster.ts";
import type { WorkerConfig } from "./config/worker.ts";

export type { ClusterConfig } from "./config/cluster.ts";
export type { CapacityConfig, WorkerConfig, WorkerRoleConfig } from "./config/worker.ts";
import type { AlarmsConfig } from "./config/alarms.ts";
import type { AutoscalingConfig } from "./config/autoscaling.ts";
import type { EncryptionConfig } from "./config/encryption.ts";
import type { FlowRunsConfig } from "./config/flow-runs.ts";
import type { LogsConfig } from "./config/logs.ts";
import type { NetworkConfig } from "./config/network.ts";
import type { OverridesConfig } from "./config/overrides.ts";

export type { FlowRunCapacity, FlowRunsConfig } from "./config/flow-runs.ts";
export type { EncryptionConfig } from "./config/encryption.ts";
export type { LogsConfig } from "./config/logs.ts";
export type { MadeVpcConfig, NetworkConfig } from "./config/network.ts";
export type { OverridesConfig } from "./config/overrides.ts";
export type { AlarmsConfig, AlarmThresholds } from "./config/alarms.ts";
export type { AutoscalingConfig, ScheduledCapacity } from "./config/autoscaling.ts";

/**
 * Everything the infrastructure needs to know, already validated and complete: the stack applies no
 * defaults of its own. `src/config` makes one from `prefect-worker.yml`.
 */
export interface WorkerStackConfig {
  /** Prefix of every resource name: `<name>-<environment>`, cut to fit AWS's limits. */
  readonly deploymentName: string;
  readonly environment: string;
  readonly names: ResourceNames;
  readonly region: string;
  readonly cluster: ClusterConfig;
  readonly network: NetworkConfig;
  readonly prefect: PrefectConfig;
  readonly workPool: WorkPoolConfig;
  readonly worker: WorkerConfig;
  readonly flowRuns: FlowRunsConfig;
  readonly logs: LogsConfig;
  readonly encryption: EncryptionConfig;
  readonly alarms: AlarmsConfig;
  /** Nothing when there are always `worker.count` workers. */
  readonly autoscaling?: AutoscalingConfig | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly overrides: OverridesConfig;
}

export interface PrefectConfig {
  /** `https://api.prefect.cloud/api/accounts/…/workspaces/…` or `http(s)://host[:port]/api`. */
  readonly apiUrl: string;
  readonly credential: PrefectCredential;
}

/** The environment variable that Prefect reads a credential from. */
export type PrefectCredentialVariable = "PREFECT_API_KEY" | "PREFECT_API_AUTH_STRING";

export type PrefectCredential =
  | { readonly kind: "none" }
  /** A Secrets Manager secret that somebody else keeps. */
  | {
      readonly kind: "existing-secret";
      readonly variable: PrefectCredentialVariable;
      readonly secretArn: string;
    }
  /**
   * A secret of our own. Its value arrives at apply time in `TF_VAR_prefect_credential`, an ephemeral
   * variable that goes into a write-only argument, so that neither plan nor state ever holds it.
   */
  | {
      readonly kind: "made-secret";
      readonly variable: PrefectCredentialVariable;
      /** Positive integer derived from the value's digest: changes when the value changes. */
      readonly version: number;
    };

export interface WorkPoolConfig {
  readonly name: string;
  /** Queues to poll; none means all of the pool's. */
  readonly queues: readonly string[];
}

/** Every AWS name of a deployment, each within the limit of its service. */
export interface ResourceNames {
  readonly cluster: string;
  readonly service: string;
  readonly workerFamily: string;
  /** Family of the task definitions that the worker registers for flow runs. */
  readonly flowRunFamily: string;
  readonly executionRole: string;
  readonly workerRole: string;
  readonly flowRunRole: string;
  readonly flowRunExecutionRole: string;
  readonly instanceRole: string;
  readonly securityGroupPrefix: string;
  readonly launchTemplate: string;
  readonly autoScalingGroup: string;
  readonly capacityProvider: string;
  readonly endpointsSecurityGroup: string;
  readonly flowLogsRole: string;
  readonly flowLogsGroup: string;
  readonly secret: string;
  readonly logGroup: string;
  /** Alias of the KMS key, with the `alias/` before it. */
  readonly keyAlias: string;
  readonly eventQueue: string;
  readonly eventDeadLetterQueue: string;
  readonly eventRule: string;
  readonly alarmTopic: string;
  /** Prefix of alarm names. With their suffixes they are far from CloudWatch's limit of 255 characters. */
  readonly alarmPrefix: string;
  readonly failedDeploymentRule: string;
  readonly impairedServiceRule: string;
  readonly stoppedTaskRule: string;
  readonly dashboard: string;
}
