import type { Deployment, Task } from "../../src/aws/ecs-service.ts";
import type { EventQueue } from "../../src/aws/event-queue.ts";
import type { LogHead } from "../../src/aws/log-head.ts";
import type { ServerVersion } from "../../src/prefect/server-version.ts";
import type { Worker, WorkPool } from "../../src/prefect/work-pool.ts";
import type { WorkQueue } from "../../src/prefect/work-queues.ts";
import type { Expectation, Observation, RevisionedService } from "../../src/proof/observation.ts";

/** What the server's clock shows. */
export const NOW = new Date("2026-11-23T12:00:00Z");
export const REVISION = "etl-production-new";
export const EXPECTED: Expectation = {
  workerName: REVISION,
  count: 1,
  workPool: "etl",
  workQueues: [],
  pollSeconds: 10,
  imageVersion: undefined,
  eventQueue: "etl-production-task-events",
  isAutoscaled: false,
  isDisturbed: false,
  registrationTimeoutSeconds: 90,
};

export const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
export const pool = (over: Partial<WorkPool> = {}): WorkPool => ({
  id: "p",
  name: "etl",
  type: "ecs",
  status: "READY",
  is_paused: false,
  base_job_template: {},
  ...over,
});
export const queue = (name = "default", over: Partial<WorkQueue> = {}): WorkQueue => ({
  name,
  is_paused: false,
  status: "READY",
  last_polled: ago(4),
  ...over,
});
export const deployment = (workerName = REVISION, over: Partial<Deployment> = {}) => ({
  id: `ecs-svc/${workerName}`,
  isPrimary: true,
  createdAt: ago(60),
  rolloutState: "IN_PROGRESS" as const,
  rolloutStateReason: "",
  taskDefinitionArn: `arn:${workerName}`,
  desiredCount: 1,
  runningCount: 1,
  failedTasks: 0,
  workerName,
  ...over,
});
export const task = (id: string, workerName = REVISION, over: Partial<Task> = {}) => ({
  id,
  taskDefinitionArn: `arn:${workerName}`,
  lastStatus: "RUNNING",
  desiredStatus: "RUNNING",
  startedAt: ago(40),
  healthStatus: "HEALTHY",
  hasHealthCheck: true,
  startedBy: `ecs-svc/${workerName}`,
  stopCode: "",
  stoppedReason: "",
  stoppedAt: undefined,
  containers: [],
  workerName,
  ...over,
});
export const worker = (name = `${REVISION}-t1`, over: Partial<Worker> = {}): Worker => ({
  name,
  created: ago(20),
  status: "ONLINE",
  last_heartbeat_time: ago(5),
  heartbeat_interval_seconds: 30,
  ...over,
});
/** The queue of task events, with nothing in it. */
export const THERE = { kind: "there", createdAt: ago(300), waiting: 0, inHand: 0 } as const;

/** Seconds of looks that are near enough to each other for no silence to come between them. */
export const looksFrom = (first: number, last: number): number[] => [
  ...Array.from({ length: Math.ceil((last - first) / 10) }, (_, index) => first + index * 10),
  last,
];

/** What the sources said; one that said nothing yet is left out or undefined. */
export interface Sayings {
  readonly atSeconds: number;
  readonly server?: ServerVersion | undefined;
  readonly pool?: WorkPool | "missing" | undefined;
  readonly queues?: readonly WorkQueue[] | undefined;
  readonly workers?: readonly Worker[] | undefined;
  readonly service?: RevisionedService | undefined;
  readonly eventQueue?: EventQueue | undefined;
  readonly logs?: Readonly<Record<string, LogHead>> | undefined;
}

/** All is well: one running task, whose worker is registered and polls. */
const WELL: Sayings = {
  atSeconds: 100,
  server: { kind: "told", version: "3.8.8" },
  pool: pool(),
  queues: [queue()],
  workers: [worker()],
  service: { deployments: [deployment()], tasks: [task("t1")] },
  eventQueue: THERE,
  logs: { t1: { kind: "read", lines: ["Worker 'etl-production-new-t1' started!"] } },
};

/** What is seen when all is well, but for what a case says; all of it just now. */
export function seen(over: Partial<Sayings> = {}): Observation {
  const { atSeconds, server, pool, queues, workers, service, eventQueue, logs = {} } = { ...WELL, ...over };
  return {
    atSeconds,
    ...(server && { server: { atSeconds, value: server } }),
    ...(pool && { pool: { atSeconds, value: pool } }),
    ...(queues && { queues: { atSeconds, value: { records: queues, serverTime: NOW } } }),
    ...(workers && { workers: { atSeconds, value: { records: workers, serverTime: NOW } } }),
    ...(service && { service: { atSeconds, value: service } }),
    ...(eventQueue && { eventQueue: { atSeconds, value: eventQueue } }),
    logs: new Map(Object.entries(logs).map(([id, value]) => [id, { atSeconds, value }])),
  };
}
