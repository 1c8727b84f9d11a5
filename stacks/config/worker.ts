export interface WorkerConfig {
  readonly image: string;
  /** CPU units: 256, 512, 1024, … */
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly architecture: "X86_64" | "ARM64";
  readonly count: number;
  readonly capacity: CapacityConfig;
  readonly env: Readonly<Record<string, string>>;
  /** Names of environment variables to the ARNs of Secrets Manager secrets or SSM parameters. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Of Prefect's own loggers; without it Prefect's default, INFO. */
  readonly logLevel?: LogLevel | undefined;
  readonly awsRetryMode: AwsRetryMode;
  /** `uid` or `uid:gid`, never root. */
  readonly user: string;
  readonly isRootReadOnly: boolean;
  /** Size of `/tmp`, which counts towards the task's memory. */
  readonly tmpfsMiB: number;
  readonly stopTimeoutSeconds: number;
  /** Whether ECS Exec may open a shell in the container. */
  readonly isExecEnabled: boolean;
  readonly role: WorkerRoleConfig;
  /** Of every role that the stack makes. */
  readonly permissionsBoundaryArn?: string | undefined;
}

/** What the worker's tasks run on. */
export type CapacityConfig =
  | { readonly kind: "fargate" }
  /** Spot alone: nothing takes its place when AWS has none to spare. */
  | { readonly kind: "fargate-spot" }
  | {
      readonly kind: "mixed";
      /** So many tasks are on demand in any case; the weights divide the rest. */
      readonly onDemandBase: number;
      readonly onDemandWeight: number;
      readonly spotWeight: number;
    }
  /** Instances of our own, between `min` and `max` as ECS needs them. */
  | { readonly kind: "ec2"; readonly instanceType: string; readonly min: number; readonly max: number };

export type WorkerRoleConfig =
  /** A role of ours, with these managed policies beside its own one. */
  | { readonly kind: "make"; readonly policyArns: readonly string[] }
  /** A role that somebody else keeps. */
  | { readonly kind: "existing"; readonly roleArn: string };

export const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const AWS_RETRY_MODES = ["legacy", "standard", "adaptive"] as const;
export type AwsRetryMode = (typeof AWS_RETRY_MODES)[number];
