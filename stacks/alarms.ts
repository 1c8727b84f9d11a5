import type { Alarm } from "./alarms/alarm.ts";
import { eventAlarms } from "./alarms/event-alarms.ts";
import { logAlarms, logMetrics } from "./alarms/log-alarms.ts";
import { ROLL_BACK_ALARMS, workerAlarms, workerHealthAlarms } from "./alarms/worker-alarms.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterConfig, WorkerStackConfig } from "./config.ts";
import { CloudwatchCompositeAlarm, CloudwatchLogMetricFilter, CloudwatchMetricAlarm } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import type { Logs } from "./logs.ts";

export interface AlarmsProps {
  readonly cluster: Cluster;
  readonly logs: Logs;
  readonly topicArn: string;
}

/** CloudWatch alarms on the worker and on the way of its task events. */
export class Alarms extends Construct {
  /** Those that may take a deployment back. */
  readonly rollBack: readonly CloudwatchMetricAlarm[];

  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    { cluster, logs, topicArn }: AlarmsProps,
  ) {
    super(scope, id);
    const alarms = alarmsOf(config, cluster);
    const made = new Map(
      alarms.map((alarm) => [alarm.name, this.#alarm(alarm, alarmName(config, alarm.name), topicArn)]),
    );
    this.rollBack = ROLL_BACK_ALARMS.flatMap((name) => made.get(name) ?? []);
    this.#logMetrics(config, logs);
    this.#composite(config, alarms, [...made.values()]);
  }

  #alarm(alarm: Alarm, alarmName: string, topicArn: string): CloudwatchMetricAlarm {
    return new CloudwatchMetricAlarm(this, `aws_cloudwatch_metric_alarm.${alarm.name.replaceAll("-", "_")}`, {
      alarmName,
      alarmDescription: alarm.description,
      namespace: alarm.metric.namespace,
      metricName: alarm.metric.name,
      dimensions: alarm.metric.dimensions,
      statistic: alarm.statistic,
      period: alarm.periodSeconds ?? 60,
      comparisonOperator: alarm.comparison,
      threshold: alarm.threshold,
      datapointsToAlarm: alarm.periods.bad,
      evaluationPeriods: alarm.periods.of,
      treatMissingData: alarm.missingData,
      actionsEnabled: true,
      alarmActions: [topicArn],
      okActions: [topicArn],
      ...(alarm.tellsOfSilence === true ? { insufficientDataActions: [topicArn] } : {}),
    });
  }

  #logMetrics(config: WorkerStackConfig, logs: Logs): void {
    for (const { name, pattern, metric, value } of logMetrics(config)) {
      new CloudwatchLogMetricFilter(this, `aws_cloudwatch_log_metric_filter.${name.replaceAll("-", "_")}`, {
        name: alarmName(config, name),
        logGroupName: logs.group.name,
        pattern,
        // No default value: a metric costs only in hours in which it is written.
        metricTransformation: { namespace: metric.namespace, name: metric.name, value },
      });
    }
  }

  /**
   * One state for all, to page on or to look at. It sends nothing itself: each alarm has told already what it
   * means, and everybody would be told twice.
   */
  #composite(config: WorkerStackConfig, alarms: readonly Alarm[], dependsOn: CloudwatchMetricAlarm[]): void {
    new CloudwatchCompositeAlarm(this, "aws_cloudwatch_composite_alarm.worker", {
      alarmName: alarmName(config, "worker"),
      alarmDescription:
        `Something is wrong with the Prefect workers of ${config.deploymentName} or with their task events. Which ` +
        "of the alarms under this one went off says what it means and what to do.",
      alarmRule: [
        ...alarms.map(({ name }) => `ALARM("${alarmName(config, name)}")`),
        workersFellSilent(config),
      ].join(" OR "),
      // CloudWatch refuses a rule that names an alarm which does not exist.
      dependsOn,
    });
  }
}

/**
 * True when no worker reports any more, and not before the first one of a new deployment does: then neither alarm has
 * seen data, and the one on CPU is not without again.
 */
function workersFellSilent(config: WorkerStackConfig): string {
  const hasNoData = (suffix: string) => `INSUFFICIENT_DATA("${alarmName(config, suffix)}")`;
  return `(${hasNoData("worker-down")} AND NOT ${hasNoData("worker-cpu-high")})`;
}

/** Every alarm that a deployment has, the composite one left out. */
export function alarmsOf(config: WorkerStackConfig, cluster: Cluster): readonly Alarm[] {
  return [
    ...workerAlarms(config, cluster.name),
    ...(hasHealthMetrics(config.cluster) ? workerHealthAlarms(config, cluster.name) : []),
    ...logAlarms(config),
    ...eventAlarms(config),
  ];
}

/** Name of an alarm in CloudWatch, by the suffix that it has in this deployment. */
export function alarmName({ names }: WorkerStackConfig, suffix: string): string {
  return `${names.alarmPrefix}-${suffix}`;
}

/** What somebody else's cluster reports is not known here. */
function hasHealthMetrics(cluster: ClusterConfig): boolean {
  return cluster.kind === "create" && cluster.insights === "enhanced";
}
