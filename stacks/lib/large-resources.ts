/**
 * The resources whose bindings are so large that only their types are taken (each over 250 kB; together more than
 * half of what the action would weigh).
 */
import type { AppautoscalingPolicyConfig } from "@cdktf/provider-aws/lib/appautoscaling-policy/index.js";
import type { AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group/index.js";
import type { CloudwatchEventTargetConfig } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import type { EcsCapacityProviderConfig } from "@cdktf/provider-aws/lib/ecs-capacity-provider/index.js";
import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service/index.js";
import type { EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition/index.js";
import type { LaunchTemplateConfig } from "@cdktf/provider-aws/lib/launch-template/index.js";
import { plainResource } from "./plain-resource.ts";

export class AppautoscalingPolicy extends plainResource<AppautoscalingPolicyConfig>(
  "aws_appautoscaling_policy",
) {}
export class AutoscalingGroup extends plainResource<AutoscalingGroupConfig>("aws_autoscaling_group") {}
export class CloudwatchEventTarget extends plainResource<CloudwatchEventTargetConfig>(
  "aws_cloudwatch_event_target",
) {}
export class EcsCapacityProvider extends plainResource<EcsCapacityProviderConfig>(
  "aws_ecs_capacity_provider",
) {}
export class EcsService extends plainResource<EcsServiceConfig>("aws_ecs_service") {}
export class EcsTaskDefinition extends plainResource<EcsTaskDefinitionConfig>("aws_ecs_task_definition") {}
export class LaunchTemplate extends plainResource<LaunchTemplateConfig>("aws_launch_template") {}

export type { EcsServiceConfig };
