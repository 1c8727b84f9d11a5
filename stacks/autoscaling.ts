import type { Cluster } from "./cluster.ts";
import type { AutoscalingConfig, WorkerStackConfig } from "./config.ts";
import { AppautoscalingScheduledAction, AppautoscalingTarget } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { ScalingPolicies } from "./scaling-policies.ts";

export interface AutoscalingProps {
  readonly cluster: Cluster;
  /** Must exist before it can be scaled. */
  readonly service: ITerraformDependable;
}

/** Lets the number of workers follow their load and the time of day, where that is wanted. */
export class Autoscaling extends Construct {
  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    { cluster, service }: AutoscalingProps,
  ) {
    super(scope, id);
    const { autoscaling, names } = config;
    if (autoscaling === undefined) return;
    const target = this.#target(autoscaling, `service/${cluster.name}/${names.service}`, service);
    new ScalingPolicies(this, "policies", autoscaling, { names, cluster, target });
    this.#schedule(autoscaling, names.service, target);
  }

  #target({ min, max, schedule }: AutoscalingConfig, resourceId: string, service: ITerraformDependable) {
    return new AppautoscalingTarget(this, "aws_appautoscaling_target.workers", {
      serviceNamespace: "ecs",
      resourceId,
      scalableDimension: "ecs:service:DesiredCount",
      minCapacity: min,
      maxCapacity: max,
      dependsOn: [service],
      // A scheduled action changes both, and the next apply would change them back.
      ...(schedule.length === 0 ? {} : { lifecycle: { ignoreChanges: ["min_capacity", "max_capacity"] } }),
    });
  }

  #schedule({ schedule }: AutoscalingConfig, service: string, target: AppautoscalingTarget): void {
    schedule.forEach(({ cron, min, max, timezone }, index) => {
      new AppautoscalingScheduledAction(this, `aws_appautoscaling_scheduled_action.schedule_${index + 1}`, {
        name: `${service}-${index + 1}`,
        serviceNamespace: target.serviceNamespace,
        resourceId: target.resourceId,
        scalableDimension: target.scalableDimension,
        schedule: `cron(${cron})`,
        timezone,
        scalableTargetAction: { minCapacity: String(min), maxCapacity: String(max) },
      });
    });
  }
}
