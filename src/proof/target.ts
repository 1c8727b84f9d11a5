import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { SqsOptions } from "../aws/event-queue.ts";
import type { PrefectClient } from "../prefect/client.ts";
import type { ServingTarget } from "./serving.ts";
import type { Check } from "./verdict.ts";

export interface ProofTarget extends ServingTarget {
  readonly cluster: string;
  readonly service: string;
  /** Whether the revision was deployed before the proof: then its absence means that ECS went back. */
  readonly isDeployed: boolean;
  /** How long the whole proof may take before it is given up. */
  readonly timeoutSeconds: number;
}

export interface ProofContext {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly sqs: SqsOptions;
  readonly prefect: PrefectClient;
  /** Rejects when the signal is aborted. */
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  /** Called when a check's outcome changes, with what was seen. */
  readonly onCheck: (check: Check) => void;
  /** Ends the watch early, without a verdict. */
  readonly signal: AbortSignal;
}
