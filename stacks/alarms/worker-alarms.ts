import type { AutoscalingConfig, WorkerStackConfig } from "../config.ts";
import { WORKER_CONTAINER } from "../worker-container-name.ts";
import { type Alarm, ofService } from "./alarm.ts";

/** Suffixes of the alarms that tell of a bad revision without telling of a rollout itself. */
export const ROLL_BACK_ALARMS: readonly string[] = ["worker-cpu-high", "worker-memory-high"];

/** Alarms on the workers themselves. */
export function workerAlarms(config: WorkerStackConfig, cluster: string): readonly Alarm[] {
  const { deploymentName, names, worker, autoscaling } = config;
  const { downMinutes, cpuPercent, memoryPercent } = config.alarms.thresholds;
  const least = leastWorkers(worker.count, autoscaling);
  return [
    {
      name: "worker-down",
      description:
        `Not all Prefect workers of ${deploymentName} are running (${least} should be), so that flow runs ` +
        `start late or not at all; INSUFFICIENT_DATA means that none is. Look at the stopped tasks of the ECS service ` +
        `${names.service} for the reason.`,
      // Each running task reports its CPU once a minute: their number needs no Container Insights.
      metric: ofService("CPUUtilization", cluster, names.service),
      statistic: "SampleCount",
      comparison: "LessThanThreshold",
      threshold: least,
      periods: { bad: downMinutes, of: downMinutes },
      // Breaching, it would go off at each first deployment, whose workers report some minutes after it is made.
      missingData: "missing",
      tellsOfSilence: true,
    },
    {
      name: "worker-cpu-high",
      description:
        `The Prefect workers of ${deploymentName} have used nearly all of their CPU for five minutes, and may ` +
        "submit flow runs late. Raise worker.cpu or worker.count.",
      metric: ofService("CPUUtilization", cluster, names.service),
      statistic: "Average",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: cpuPercent,
      periods: { bad: 5, of: 5 },
      // Without data it keeps its state, by which the composite alarm knows that workers have reported before.
      missingData: "ignore",
    },
    {
      name: "worker-memory-high",
      description:
        `The Prefect workers of ${deploymentName} have used nearly all of their memory, and ECS will kill one that ` +
        "exceeds it. Raise worker.memory.",
      metric: ofService("MemoryUtilization", cluster, names.service),
      statistic: "Average",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: memoryPercent,
      periods: { bad: 3, of: 5 },
      missingData: "missing",
    },
  ];
}

/** Needs a cluster with Container Insights of the kind `enhanced`, which alone reports health checks. */
export function workerHealthAlarms(
  { deploymentName, names }: WorkerStackConfig,
  cluster: string,
): readonly Alarm[] {
  return [
    {
      name: "worker-unhealthy",
      description:
        `A Prefect worker of ${deploymentName} fails its health check: it has not asked Prefect's API for work for ` +
        `minutes, and ECS replaces it. Read its last lines in the log group ${names.logGroup}, and check that ` +
        "Prefect's API can be reached from its subnets.",
      metric: {
        namespace: "ECS/ContainerInsights",
        name: "UnHealthyContainerHealthStatus",
        dimensions: { ClusterName: cluster, ServiceName: names.service, ContainerName: WORKER_CONTAINER },
      },
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 0,
      periods: { bad: 2, of: 3 },
      missingData: "notBreaching",
    },
  ];
}

/** The least number of workers that is right at any time of the day. */
function leastWorkers(count: number, autoscaling: AutoscalingConfig | undefined): number {
  if (autoscaling === undefined) return count;
  return Math.min(autoscaling.min, ...autoscaling.schedule.map(({ min }) => min));
}
