import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { CloudwatchMetricAlarm } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";

export interface AlarmsProps {
  readonly cluster: Cluster;
  readonly topicArn: string;
}

/** CloudWatch alarms on the worker and on the way of its task events. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, config: WorkerStackConfig, { cluster, topicArn }: AlarmsProps) {
    super(scope, id);
    for (const alarm of alarmsOf(config, cluster)) {
      new CloudwatchMetricAlarm(this, `aws_cloudwatch_metric_alarm.${alarm.name.replaceAll("-", "_")}`, {
        alarmName: `${config.names.alarmPrefix}-${alarm.name}`,
        alarmDescription: alarm.description,
        namespace: alarm.metric.namespace,
        metricName: alarm.metric.name,
        dimensions: alarm.metric.dimensions,
        statistic: alarm.statistic,
        period: 60,
        comparisonOperator: alarm.comparison,
        threshold: alarm.threshold,
        datapointsToAlarm: alarm.minutes.bad,
        evaluationPeriods: alarm.minutes.of,
        treatMissingData: alarm.missingData,
        actionsEnabled: true,
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    }
  }
}

interface Alarm {
  /** Suffix of the alarm's name, at most 31 characters. */
  readonly name: string;
  /** What it means and what to do, for somebody who is woken by it. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: "Average" | "Maximum" | "SampleCount" | "Sum";
  readonly comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** So many of the last minutes. */
  readonly minutes: { readonly bad: number; readonly of: number };
  /** What a minute without a measurement counts as. */
  readonly missingData: "breaching" | "missing" | "notBreaching";
}

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Record<string, string>;
}

function alarmsOf({ deploymentName, names, worker }: WorkerStackConfig, cluster: Cluster): readonly Alarm[] {
  const service = ofService(cluster.name, names.service);
  return [
    {
      name: "worker-down",
      description:
        `Not all Prefect workers of ${deploymentName} are running (${worker.count} should be), so that flow runs ` +
        `start late or not at all. Look at the stopped tasks of the ECS service ${names.service} for the reason.`,
      // Each running task reports its CPU once a minute: their number needs no Container Insights.
      metric: service("CPUUtilization"),
      statistic: "SampleCount",
      comparison: "LessThanThreshold",
      threshold: worker.count,
      minutes: { bad: 3, of: 3 },
      missingData: "breaching",
    },
    {
      name: "worker-cpu-high",
      description:
        `The Prefect workers of ${deploymentName} have used nearly all of their CPU for five minutes, and may ` +
        "submit flow runs late. Raise worker.cpu or worker.count.",
      metric: service("CPUUtilization"),
      statistic: "Average",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 90,
      minutes: { bad: 5, of: 5 },
      missingData: "missing",
    },
    {
      name: "worker-memory-high",
      description:
        `The Prefect workers of ${deploymentName} have used nearly all of their memory, and ECS will kill one that ` +
        "exceeds it. Raise worker.memory.",
      metric: service("MemoryUtilization"),
      statistic: "Average",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 85,
      minutes: { bad: 3, of: 5 },
      missingData: "missing",
    },
    {
      name: "events-stuck",
      description:
        `Task events of ${deploymentName} have waited for more than 15 minutes. ECS forgets a stopped task after ` +
        "about an hour, and a crashed flow run then stays Running for ever. Check that a worker is running and " +
        `that it may receive from the queue ${names.eventQueue}; raise worker.count if it cannot keep up.`,
      metric: ofQueue("ApproximateAgeOfOldestMessage", names.eventQueue),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 15 * 60,
      minutes: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
    {
      name: "events-dead-letter",
      description:
        `Task events of ${deploymentName} could not be delivered or worked on, so that flow runs may stay Running ` +
        `though their task has died. Look at the messages in ${names.eventDeadLetterQueue} and the worker's log, ` +
        "then purge the queue.",
      metric: ofQueue("ApproximateNumberOfMessagesVisible", names.eventDeadLetterQueue),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 0,
      minutes: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
    {
      name: "events-undelivered",
      description:
        `EventBridge could not deliver task events of ${deploymentName} to the worker's queue, so that crashed flow ` +
        `runs go unnoticed. Check that the queue ${names.eventQueue} exists and that its policy names the rule ` +
        `${names.eventRule}; a new apply mends both.`,
      metric: {
        namespace: "AWS/Events",
        name: "FailedInvocations",
        dimensions: { RuleName: names.eventRule },
      },
      statistic: "Sum",
      comparison: "GreaterThanThreshold",
      threshold: 0,
      minutes: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
  ];
}

function ofService(cluster: string, service: string): (name: string) => Metric {
  return (name) => ({
    namespace: "AWS/ECS",
    name,
    dimensions: { ClusterName: cluster, ServiceName: service },
  });
}

function ofQueue(name: string, queue: string): Metric {
  return { namespace: "AWS/SQS", name, dimensions: { QueueName: queue } };
}
