import type { WorkerStackConfig } from "../config.ts";
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

/** Alarms on what the workers log. */
export function logAlarms({ deploymentName, names, alarms }: WorkerStackConfig): readonly Alarm[] {
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
