/**
 * The resources whose bindings are so large (each over 100 kB) that only their types are taken: their code would make
 * the action a quarter heavier.
 */
import type { AppautoscalingPolicyConfig } from "@cdktf/provider-aws/lib/appautoscaling-policy/index.js";
import type { AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group/index.js";
import type { CloudwatchEventTargetConfig } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import type { CloudwatchMetricAlarmConfig } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { DefaultSecurityGroupConfig } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import type { EcsCapacityProviderConfig } from "@cdktf/provider-aws/lib/ecs-capacity-provider/index.js";
import type { EcsClusterConfig } from "@cdktf/provider-aws/lib/ecs-cluster/index.js";
import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service/index.js";
import type { EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition/index.js";
import type { LaunchTemplateConfig } from "@cdktf/provider-aws/lib/launch-template/index.js";
import type { NatGatewayConfig } from "@cdktf/provider-aws/lib/nat-gateway/index.js";
import type { RouteTableConfig } from "@cdktf/provider-aws/lib/route-table/index.js";
import type { SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group/index.js";
import type { SnsTopicConfig } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { VpcEndpointConfig } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { plainResource } from "./plain-resource.ts";

export class AppautoscalingPolicy extends plainResource<AppautoscalingPolicyConfig>(
  "aws_appautoscaling_policy",
) {}
export class AutoscalingGroup extends plainResource<AutoscalingGroupConfig>("aws_autoscaling_group") {}
export class CloudwatchEventTarget extends plainResource<CloudwatchEventTargetConfig>(
  "aws_cloudwatch_event_target",
) {}
export class CloudwatchMetricAlarm extends plainResource<CloudwatchMetricAlarmConfig>(
  "aws_cloudwatch_metric_alarm",
) {}
export class DefaultSecurityGroup extends plainResource<DefaultSecurityGroupConfig>(
  "aws_default_security_group",
) {}
export class EcsCapacityProvider extends plainResource<EcsCapacityProviderConfig>(
  "aws_ecs_capacity_provider",
) {}
export class EcsCluster extends plainResource<EcsClusterConfig>("aws_ecs_cluster") {}
export class EcsService extends plainResource<EcsServiceConfig>("aws_ecs_service") {}
export class EcsTaskDefinition extends plainResource<EcsTaskDefinitionConfig>("aws_ecs_task_definition") {}
export class LaunchTemplate extends plainResource<LaunchTemplateConfig>("aws_launch_template") {}
export class NatGateway extends plainResource<NatGatewayConfig>("aws_nat_gateway") {}
export class RouteTable extends plainResource<RouteTableConfig>("aws_route_table") {}
export class SecurityGroup extends plainResource<SecurityGroupConfig>("aws_security_group") {}
export class SnsTopic extends plainResource<SnsTopicConfig>("aws_sns_topic") {}
export class VpcEndpoint extends plainResource<VpcEndpointConfig>("aws_vpc_endpoint") {}

export type { EcsServiceConfig };
