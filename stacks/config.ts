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
  readonly logs: { readonly retentionDays: number };
  readonly alarms: AlarmsConfig;
  readonly tags: Readonly<Record<string, string>>;
}

/** A cluster of our own, or one that exists already (name or ARN). */
export type ClusterConfig =
  { readonly kind: "create" } | { readonly kind: "existing"; readonly cluster: string };

export interface NetworkConfig {
  /** At least one; all in one VPC, which is looked up from the first. */
  readonly subnetIds: readonly string[];
  readonly assignPublicIp: boolean;
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

export interface WorkerConfig {
  readonly image: string;
  /** CPU units: 256, 512, 1024, … */
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly architecture: "X86_64" | "ARM64";
  readonly count: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface AlarmsConfig {
  readonly email: readonly string[];
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
  readonly securityGroup: string;
  readonly secret: string;
  readonly logGroup: string;
  readonly eventQueue: string;
  readonly eventDeadLetterQueue: string;
  readonly eventRule: string;
  readonly alarmTopic: string;
  /** Prefix of alarm names; the longest suffix has 32 characters. */
  readonly alarmPrefix: string;
}
