import { dnsSuffixOf } from "./dns-suffix.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { IamInstanceProfile, IamRole, IamRolePolicy } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { policy, type Statement } from "./lib/policy.ts";

/**
 * Role of the EC2 instances: it lets their ECS agent join the cluster and report to it. Images, logs and
 * secrets are read with the execution role of each task.
 */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  readonly permissions: ITerraformDependable;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, cluster: Cluster) {
    super(scope, id);
    const { names, deploymentName } = config;
    const role = new IamRole(this, "aws_iam_role.instance", {
      name: names.instanceRole,
      description: `EC2 instances of ${deploymentName}: their ECS agent joins the cluster with it`,
      assumeRolePolicy: policy([
        {
          sid: "Ec2Instances",
          principal: { service: `ec2.${dnsSuffixOf(config.region)}` },
          actions: ["sts:AssumeRole"],
        },
      ]),
    });
    this.permissions = new IamRolePolicy(this, "aws_iam_role_policy.instance", {
      name: "instance",
      role: role.name,
      policy: policy(agentPermissions(cluster, config.region)),
    });
    this.profileArn = new IamInstanceProfile(this, "aws_iam_instance_profile.worker", {
      name: names.instanceRole,
      role: role.name,
    }).arn;
  }
}

/** What the agent calls, of the managed AmazonEC2ContainerServiceforEC2Role, and for one cluster only. */
function agentPermissions(cluster: Cluster, region: string): Statement[] {
  return [
    {
      sid: "FindEcs",
      actions: ["ecs:DiscoverPollEndpoint"],
      resources: ["*"], // The action knows no resources.
      conditions: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      sid: "JoinCluster",
      actions: [
        "ecs:DeregisterContainerInstance",
        "ecs:RegisterContainerInstance",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitTaskStateChange",
      ],
      resources: [cluster.arn],
    },
    {
      sid: "HearFromEcs",
      actions: ["ecs:Poll", "ecs:StartTelemetrySession"],
      resources: [`${cluster.arn.replace(":cluster/", ":container-instance/")}/*`],
      conditions: { ArnEquals: { "ecs:cluster": cluster.arn } },
    },
  ];
}
