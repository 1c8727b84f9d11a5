import type { Arns } from "./arns.ts";
import type { ClusterConfig, WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { execConfiguration } from "./exec.ts";
import { EcsCluster } from "./lib/aws.ts";
import { Construct } from "./lib/cdktf.ts";

/** The ECS cluster of the worker and its flow runs: one of our own, or one that exists already. */
export class Cluster extends Construct {
  readonly name: string;
  /** For what only names the cluster. */
  readonly arn: string;
  /** For what needs the cluster to exist. */
  readonly existingArn: string;
  /** The resource, unless the cluster exists already. */
  readonly made: EcsCluster | undefined;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, arns: Arns, encryption: Encryption) {
    super(scope, id);
    switch (config.cluster.kind) {
      case "create":
        this.name = config.names.cluster;
        this.arn = arns.of("ecs", `cluster/${this.name}`);
        this.made = this.#create(config, config.cluster, encryption);
        this.existingArn = this.made.arn;
        break;
      case "existing":
        this.name = clusterName(config.cluster.cluster);
        this.arn = isArn(config.cluster.cluster)
          ? config.cluster.cluster
          : arns.of("ecs", `cluster/${this.name}`);
        this.made = undefined;
        this.existingArn = this.arn;
        break;
    }
  }

  #create(
    config: WorkerStackConfig,
    { insights }: ClusterConfig & { readonly kind: "create" },
    encryption: Encryption,
  ): EcsCluster {
    return new EcsCluster(this, "aws_ecs_cluster.worker", {
      name: this.name,
      setting: [{ name: "containerInsights", value: insights }],
      configuration: execConfiguration(config, encryption),
    });
  }
}

function clusterName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}

function isArn(nameOrArn: string): boolean {
  return nameOrArn.startsWith("arn:");
}
