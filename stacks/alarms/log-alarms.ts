import type { WorkerStackConfig } from "../config.ts";
import { lateRuns, LATE_RUNS_PATTERN, LATE_RUNS_VALUE } from "../late-runs.ts";
import type { Alarm, Metric } from "./alarm.ts";

/**
 * Lines that only a worker writes, in the words of Prefect's console format (`logging.yml`: the level padded
 * to seven characters, then the logger). Flow runs write into the same group, and CloudWatch's metric filters
 * cannot choose streams; but a flow's own lines carry `Flow run '…'` or `Task run '…'` where a worker's carry
 * its logger, and only a worker submits.
 */
export const WORKER_ERROR_PATTERN = [
  "| ERROR   | prefect.workers.",
  "| CRITICAL | prefect.workers.",
  "| ERROR   | prefect_aws.observers.",
  "Failed to submit flow run",
]
  .map((phrase) => `?"${phrase}"`)
  .join(" ");

/** What the metric filter counts; a name of its own instead of dimensions, which plain text cannot fill. */
export function workerErrors(deploymentName: string): Metric {
  return { namespace: "PrefectEcsWorker", name: `${deploymentName}-worker-errors`, dimensions: {} };
}

/** A metric that CloudWatch reads off the lines of the log group. */
export interface LogMetric {
  /** Suffix of the filter's name. */
  readonly name: string;
  readonly pattern: string;
  readonly metric: Metric;
  /** What a line counts as, or where in it the number is. */
  readonly value: string;
}

export function logMetrics({ deploymentName, alarms }: WorkerStackConfig): readonly LogMetric[] {
  const errors = { pattern: WORKER_ERROR_PATTERN, metric: workerErrors(deploymentName), value: "1" };
  const late = { pattern: LATE_RUNS_PATTERN, metric: lateRuns(deploymentName), value: LATE_RUNS_VALUE };
  return [{ name: "worker-errors", ...errors }, ...(alarms.lateRuns ? [{ name: "late-runs", ...late }] : [])];
}

/** Alarms on what is logged. */
export function logAlarms(config: WorkerStackConfig): readonly Alarm[] {
  return [...workerErrorAlarms(config), ...(config.alarms.lateRuns ? lateRunAlarms(config) : [])];
}

function workerErrorAlarms({ deploymentName, names, alarms }: WorkerStackConfig): readonly Alarm[] {
  const { logErrors } = alarms.thresholds;
  return [
    {
      name: "worker-log-errors",
      description:
        `The Prefect workers of ${deploymentName} have logged ${logErrors} errors or more in five minutes: they run, ` +
        "but do not do their work, such as submitting flow runs. Search the log group " +
        `${names.logGroup} (streams worker/…) for ERROR.`,
      metric: workerErrors(deploymentName),
      statistic: "Sum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: logErrors,
      periodSeconds: 5 * 60,
      periods: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
  ];
}

function lateRunAlarms({ deploymentName, names, alarms, workPool }: WorkerStackConfig): readonly Alarm[] {
  const { lateMinutes } = alarms.thresholds;
  return [
    {
      name: "late-runs",
      description:
        `Flow runs in the work pool ${workPool.name} have been Late for ${lateMinutes} minutes: the workers of ` +
        `${deploymentName} take none of them, or a concurrency limit of the pool, its queues or the deployment holds ` +
        "them back. Filter Prefect's flow runs by the state Late, and see whether the pool's workers are ONLINE. " +
        `Without data the runs are not counted: search the log group ${names.logGroup} (streams worker/late-runs/…).`,
      metric: lateRuns(deploymentName),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 0,
      periods: { bad: lateMinutes, of: lateMinutes },
      missingData: "missing",
      tellsOfSilence: true,
    },
  ];
}
