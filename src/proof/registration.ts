import type { Task } from "../aws/ecs-service.ts";
import type { Worker } from "../prefect/work-pool.ts";
import type { Expectation, Listed } from "./observation.ts";

/** A running task and what Prefect knows of its worker. */
export interface Registration {
  readonly task: string;
  readonly worker: string;
  /** The record that bears the task's id, if there is one. */
  readonly record: Worker | undefined;
  /** Why the worker does not count, or nothing when it does. */
  readonly problem: string | undefined;
}

/**
 * The worker that bears the task's id, by the server's own clock. Its record cannot be older than the task, so
 * that its heartbeat is newer than the deployment without a comparison of two clocks.
 */
export function registration(
  expected: Expectation,
  task: Task,
  workers: Listed<Worker> | undefined,
): Registration {
  const name = `${expected.workerName}-${task.id}`;
  const record = workers?.records.find((worker) => worker.name === name);
  return { task: task.id, worker: name, record, problem: problemOf(record, workers?.serverTime) };
}

function problemOf(record: Worker | undefined, serverTime: Date | undefined): string | undefined {
  if (record === undefined || serverTime === undefined) return "is not registered";
  if (record.status !== "ONLINE") return `is ${record.status}`;
  if (record.last_heartbeat_time === null) return "never sent a heartbeat";
  const ageSeconds = (serverTime.getTime() - record.last_heartbeat_time.getTime()) / 1000;
  return ageSeconds > 2 * (record.heartbeat_interval_seconds ?? DEFAULT_HEARTBEAT_SECONDS)
    ? `sent its last heartbeat ${Math.round(ageSeconds)} s ago`
    : undefined;
}

/** PREFECT_WORKER_HEARTBEAT_SECONDS of a worker that did not say. */
const DEFAULT_HEARTBEAT_SECONDS = 30;
