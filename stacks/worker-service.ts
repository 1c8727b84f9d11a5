import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import { EcsService } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import type { Network } from "./network.ts";
import type { WorkerTask } from "./worker-task.ts";

export interface WorkerServiceProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly task: WorkerTask;
  /** What a task meets when it starts and does not look for again. */
  readonly after: readonly ITerraformDependable[];
}

/** The ECS service that keeps the workers running. */
export class WorkerService extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: WorkerServiceProps) {
    super(scope, id);
    const { arns, cluster, network, task, after } = props;
    this.name = config.names.service;
    this.arn = arns.of("ecs", `service/${cluster.name}/${this.name}`);

    new EcsService(this, "aws_ecs_service.worker", {
      name: this.name,
      cluster: cluster.existingArn,
      taskDefinition: task.arn,
      desiredCount: config.worker.count,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      networkConfiguration: {
        subnets: [...network.subnetIds],
        securityGroups: [network.securityGroupId],
        assignPublicIp: network.assignPublicIp,
      },
      // Two overlapping workers are safe, since Prefect hands out each flow run once; none at all makes runs late.
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      enableExecuteCommand: false,
      // Terraform would hide minutes of waiting and call a rollback a success; the action watches instead.
      waitForSteadyState: false,
      dependsOn: [...after],
    });
  }
}
