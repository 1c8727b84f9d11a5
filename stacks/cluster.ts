import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import { EcsCluster } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";

/** The ECS cluster of the worker and its flow runs: one of our own, or one that exists already. */
export class Cluster extends Construct {
  readonly name: string;
  /** For what only names the cluster. */
  readonly arn: string;
  /** For what needs the cluster to exist. */
  readonly existingArn: string;
  /** Whether other tasks than this deployment's may run in it. */
  readonly isShared: boolean;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, arns: Arns) {
    super(scope, id);
    switch (config.cluster.kind) {
      case "create":
        this.name = config.names.cluster;
        this.arn = arns.of("ecs", `cluster/${this.name}`);
        this.existingArn = this.#create().arn;
        this.isShared = false;
        break;
      case "existing":
        this.name = clusterName(config.cluster.cluster);
        this.arn = isArn(config.cluster.cluster)
          ? config.cluster.cluster
          : arns.of("ecs", `cluster/${this.name}`);
        this.existingArn = this.arn;
        this.isShared = true;
        break;
    }
  }

  // No capacity providers: the service's launch type FARGATE needs none, and associating them takes 10 s.
  #create(): EcsCluster {
    return new EcsCluster(this, "aws_ecs_cluster.worker", {
      name: this.name,
      setting: [{ name: "containerInsights", value: "enhanced" }],
    });
  }
}

function clusterName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}

function isArn(nameOrArn: string): boolean {
  return nameOrArn.startsWith("arn:");
}
