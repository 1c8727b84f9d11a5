import type { EventQueue } from "../aws/event-queue.ts";
import type { LogHead } from "../aws/log-head.ts";
import type { Deployment, ServiceObservation, Task } from "../aws/ecs-service.ts";
import type { ServerVersion } from "../prefect/server-version.ts";
import type { Worker, WorkPool } from "../prefect/work-pool.ts";
import type { WorkQueue } from "../prefect/work-queues.ts";
import type { Trouble } from "./passing-trouble.ts";
import type { PrefectVersion } from "./versions.ts";

/** What must be seen before a deployment counts as proven. */
export interface Expectation {
  /** `<deployment name>-<revision>`; each worker is named this, a hyphen and its task's id. */
  readonly workerName: string;
  /** Id of a deployment that is to be replaced by another of the same revision: nothing of it counts meanwhile. */
  readonly formerDeployment?: string | undefined;
  /** How many workers; where autoscaling decides that, only until ECS says how many it wants. */
  readonly count: number;
  readonly isAutoscaled: boolean;
  readonly workPool: string;
  /** The queues that the worker polls; none means all of the pool's. */
  readonly workQueues: readonly string[];
  /** Seconds from one poll of the worker to the next. */
  readonly pollSeconds: number;
  /** What the worker's image says of its Prefect, if anything. */
  readonly imageVersion: PrefectVersion | undefined;
  /** Name of the queue through which the worker hears of its flow runs' tasks; nothing where it has none. */
  readonly eventQueue: string | undefined;
  /** Whether what running workers stand on was changed just now: then only what they did since counts. */
  readonly isDisturbed: boolean;
  /** How long a running task may go without a registered worker. */
  readonly registrationTimeoutSeconds: number;
}

/** What a source said, and when it was asked. */
export interface Seen<T> {
  /** Seconds of a monotonic clock of our own: no other clock is compared with it. */
  readonly atSeconds: number;
  readonly value: T;
}

/** Records of Prefect's, and what the server's clock showed when it listed them. */
export interface Listed<T> {
  readonly records: readonly T[];
  readonly serverTime: Date;
}

/** The latest that is known of all sides; each may be unknown yet. */
export interface Observation {
  readonly atSeconds: number;
  readonly server?: Seen<ServerVersion>;
  readonly pool?: Seen<WorkPool | "missing">;
  readonly queues?: Seen<Listed<WorkQueue>>;
  readonly workers?: Seen<Listed<Worker>>;
  readonly service?: Seen<RevisionedService>;
  readonly eventQueue?: Seen<EventQueue>;
  /** The first lines of workers' logs, by the id of their task. */
  readonly logs?: ReadonlyMap<string, Seen<LogHead>>;
  /** What Prefect refuses, and will refuse again. */
  readonly refusal?: Trouble;
  /** Why a source gave no answer when it was asked last. */
  readonly trouble?: { readonly prefect?: Trouble | undefined; readonly ecs?: Trouble | undefined };
}

/** A service whose deployments and tasks are known by the worker name in their task definition. */
export interface RevisionedService extends ServiceObservation {
  readonly deployments: readonly RevisionedDeployment[];
  readonly tasks: readonly RevisionedTask[];
}
export type RevisionedDeployment = Deployment & { readonly workerName: string };
export type RevisionedTask = Task & { readonly workerName: string; readonly hasHealthCheck: boolean };
