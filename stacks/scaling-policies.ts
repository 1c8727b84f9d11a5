import { ofQueue } from "./alarms/alarm.ts";
import type { Cluster } from "./cluster.ts";
import type { AutoscalingConfig, ResourceNames } from "./config.ts";
import { AppautoscalingPolicy, type AppautoscalingTarget, CloudwatchMetricAlarm } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import { backlogPerTask } from "./scaling-metrics.ts";

export interface ScalingPoliciesProps {
  readonly names: ResourceNames;
  readonly cluster: Cluster;
  readonly target: AppautoscalingTarget;
}

/** Quick to add a worker and slow to take one away, for flow runs come in bursts. */
const SCALE_OUT_COOLDOWN_SECONDS = 60;
const SCALE_IN_COOLDOWN_SECONDS = 300;

/** When there are too few workers, or too many: by the task events that wait, and by CPU for safety. */
export class ScalingPolicies extends Construct {
  readonly #workers: { serviceNamespace: string; resourceId: string; scalableDimension: string };

  constructor(scope: Construct, id: string, config: AutoscalingConfig, props: ScalingPoliciesProps) {
    super(scope, id);
    const { names, cluster, target } = props;
    const { serviceNamespace, resourceId, scalableDimension } = target;
    this.#workers = { serviceNamespace, resourceId, scalableDimension };
    this.#track("backlog", config.backlogPerTask, {
      customizedMetricSpecification: { metrics: backlogPerTask(names, cluster.name) },
    });
    // A worker waits more than it computes. Never by memory, which another worker does not lower.
    this.#track("cpu", config.cpuPercent, {
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
    });
    this.#step(config, names);
  }

  #track(name: string, targetValue: number, specification: object): void {
    new AppautoscalingPolicy(this, `aws_appautoscaling_policy.${name}`, {
      ...this.#workers,
      name,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        scaleInCooldown: SCALE_IN_COOLDOWN_SECONDS,
        scaleOutCooldown: SCALE_OUT_COOLDOWN_SECONDS,
        ...specification,
      },
    });
  }

  /** Adds workers when events grow old, whatever their number: after an hour ECS has forgotten their tasks. */
  #step({ oldestEventSeconds }: AutoscalingConfig, names: ResourceNames): void {
    // Bounds are counted from the alarm's threshold: one more worker, and two from four times that age on.
    const urgent = String(3 * oldestEventSeconds);
    const policy = new AppautoscalingPolicy(this, "aws_appautoscaling_policy.oldest_event", {
      ...this.#workers,
      name: "oldest-event",
      policyType: "StepScaling",
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Maximum",
        cooldown: SCALE_OUT_COOLDOWN_SECONDS,
        stepAdjustment: [
          { metricIntervalLowerBound: "0", metricIntervalUpperBound: urgent, scalingAdjustment: 1 },
          { metricIntervalLowerBound: urgent, scalingAdjustment: 2 },
        ],
      },
    });
    const { namespace, name, dimensions } = ofQueue("ApproximateAgeOfOldestMessage", names.eventQueue);
    new CloudwatchMetricAlarm(this, "aws_cloudwatch_metric_alarm.events_waiting", {
      alarmName: `${names.alarmPrefix}-events-waiting`,
      alarmDescription:
        `Task events have waited for more than ${oldestEventSeconds} s in ${names.eventQueue}, and another Prefect ` +
        "worker is started. Nothing is to be done; the alarm events-stuck tells when that does not help.",
      namespace,
      metricName: name,
      dimensions,
      statistic: "Maximum",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: oldestEventSeconds,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [policy.arn],
    });
  }
}
