import type { Cluster } from "./cluster.ts";
import type { AutoscalingConfig, WorkerStackConfig } from "./config.ts";
import { AppautoscalingScheduledAction, AppautoscalingTarget, type EcsService } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";
import { ScalingPolicies } from "./scaling-policies.ts";

export interface AutoscalingProps {
  readonly cluster: Cluster;
  readonly service: EcsService;
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
    const target = this.#target(autoscaling, resourceIdOf(cluster, service));
    new ScalingPolicies(this, "policies", autoscaling, { names, cluster, target });
    this.#schedule(autoscaling, names.service, target);
  }

  #target({ min, max, schedule }: AutoscalingConfig, resourceId: string) {
    return new AppautoscalingTarget(this, "aws_appautoscaling_target.workers", {
      serviceNamespace: "ecs",
      resourceId,
      scalableDimension: "ecs:service:DesiredCount",
      minCapacity: min,
      maxCapacity: max,
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

/**
 * `service/<cluster>/<service>`, with the service's name from its id, the ARN. With a service ECS drops its scalable
 * target, policies and scheduled actions. While the service is being replaced its id is unknown, so that all of them
 * are made anew in the same apply; under the name, which is known, the next one would notice
 * (https://github.com/hashicorp/terraform-provider-aws/issues/10432).
 */
function resourceIdOf(cluster: Cluster, service: EcsService): string {
  return `service/${cluster.name}/\${basename(${service.id})}`;
}
