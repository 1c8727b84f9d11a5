import type { Cluster } from "./cluster.ts";
import type { CapacityConfig, WorkerStackConfig } from "./config.ts";
import { deploymentTags } from "./deployment-tags.ts";
import { InstanceRole } from "./instance-role.ts";
import { AutoscalingGroup, DataAwsSsmParameter, EcsCapacityProvider, LaunchTemplate } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import type { Network } from "./network.ts";

export interface Ec2CapacityProps {
  readonly capacity: CapacityConfig & { readonly kind: "ec2" };
  readonly cluster: Cluster;
  readonly network: Network;
}

/** EC2 instances of our own, of which ECS starts and stops as many as the tasks need. */
export class Ec2Capacity extends Construct {
  /** Of the capacity provider. */
  readonly name: string;
  readonly provider: EcsCapacityProvider;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: Ec2CapacityProps) {
    super(scope, id);
    const role = new InstanceRole(this, "instance-role", config, props.cluster);
    const template = this.#launchTemplate(config, props, role);
    const group = this.#group(config, props, template, role.permissions);
    this.name = config.names.capacityProvider;
    this.provider = new EcsCapacityProvider(this, "aws_ecs_capacity_provider.worker", {
      name: this.name,
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        // An instance goes only when no task is left on it (Security Hub ECS.19).
        managedTerminationProtection: "ENABLED",
        managedDraining: "ENABLED",
        managedScaling: { status: "ENABLED", targetCapacity: 100 },
      },
    });
  }

  #launchTemplate(
    config: WorkerStackConfig,
    { capacity, cluster, network }: Ec2CapacityProps,
    { profileArn }: InstanceRole,
  ): LaunchTemplate {
    return new LaunchTemplate(this, "aws_launch_template.worker", {
      name: config.names.launchTemplate,
      description: `EC2 instances for the Prefect worker ${config.deploymentName}`,
      imageId: this.#image(config),
      instanceType: capacity.instanceType,
      iamInstanceProfile: { arn: profileArn },
      networkInterfaces: [
        {
          deviceIndex: 0,
          deleteOnTermination: "true",
          // Else the subnet decides. A task in a public subnet gets none either, and needs another way out.
          associatePublicIpAddress: "false",
          // Those that were given, too: where endpoints let only them in, an agent could not join the cluster.
          securityGroups: [...network.securityGroupIds],
        },
      ],
      updateDefaultVersion: true,
      // One hop is enough for the ECS agent and ends before a task, whose network namespace is its own.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" },
        },
      ],
      // The provider's default tags reach the template itself, but not what is launched from it.
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        tags: { ...deploymentTags(config), Name: config.names.autoScalingGroup },
      })),
      userData: userData(cluster.name),
    });
  }

  /** AWS publishes the id of the newest image of each architecture, and Terraform reads it when it plans. */
  #image({ worker }: WorkerStackConfig): string {
    const architecture = worker.architecture === "ARM64" ? "arm64/" : "";
    return new DataAwsSsmParameter(this, "data.aws_ssm_parameter.ecs_image", {
      name: `/aws/service/ecs/optimized-ami/amazon-linux-2023/${architecture}recommended/image_id`,
    }).insecureValue;
  }

  #group(
    config: WorkerStackConfig,
    { capacity, cluster, network }: Ec2CapacityProps,
    template: LaunchTemplate,
    permissions: ITerraformDependable,
  ): AutoscalingGroup {
    const tag = (propagateAtLaunch: boolean, tags: Readonly<Record<string, string>>) =>
      Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch }));
    return new AutoscalingGroup(this, "aws_autoscaling_group.worker", {
      name: config.names.autoScalingGroup,
      minSize: capacity.min,
      maxSize: capacity.max,
      vpcZoneIdentifier: [...network.subnetIds],
      launchTemplate: { id: template.id, version: template.getStringAttribute("latest_version") },
      // ECS demands it of a group whose instances it protects while they have tasks.
      protectFromScaleIn: true,
      // Otherwise a teardown would wait for the protected instances.
      forceDelete: true,
      // The action watches the service, which tells when it lacks instances; Terraform need not.
      waitForCapacityTimeout: "0",
      // ECS adds AmazonECSManaged itself; left out, the next plan would take it away. Instances must have it, and the
      // first are launched before there is a capacity provider. The others they have from the launch template.
      tag: [...tag(false, deploymentTags(config)), ...tag(true, { AmazonECSManaged: "true" })],
      // An agent gives up for good when there is no cluster yet, or when it may not join it.
      dependsOn: [permissions, ...(cluster.made === undefined ? [] : [cluster.made])],
    });
  }
}

/** What an instance does first: it tells the agent its cluster, and keeps the instance's role from the tasks. */
function userData(cluster: string): string {
  const script = [
    "#!/bin/bash",
    "cat >> /etc/ecs/ecs.config <<'EOF'",
    `ECS_CLUSTER=${cluster}`,
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "EOF",
    "",
  ].join("\n");
  return Buffer.from(script).toString("base64");
}
