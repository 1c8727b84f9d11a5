import type { Cluster } from "./cluster.ts";
import type { CapacityConfig, WorkerStackConfig } from "./config.ts";
import { Ec2Capacity } from "./ec2-capacity.ts";
import { EcsClusterCapacityProviders, type EcsServiceConfig } from "./lib/aws.ts";
import { Annotations, Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import type { Network } from "./network.ts";

export interface CapacityProps {
  readonly cluster: Cluster;
  readonly network: Network;
}

/** What of a service says where its tasks run: a launch type or a strategy, never both. */
export type Launch = Pick<EcsServiceConfig, "launchType" | "capacityProviderStrategy" | "platformVersion">;

/** What the worker's tasks run on: Fargate, Fargate Spot, both, or EC2 instances of our own. */
export class Capacity extends Construct {
  readonly launch: Launch;
  /** Exists before the service and goes after it: ECS keeps a capacity provider that is in use. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, { cluster, network }: CapacityProps) {
    super(scope, id);
    const { capacity } = config.worker;
    switch (capacity.kind) {
      case "fargate":
        // A launch type needs no capacity provider, and associating one takes 10 s: the service does not wait.
        this.launch = { launchType: "FARGATE", platformVersion: "LATEST" };
        this.#associate(cluster, []);
        this.ready = [];
        break;
      case "fargate-spot":
      case "mixed":
        this.launch = { capacityProviderStrategy: fargateStrategy(capacity), platformVersion: "LATEST" };
        this.ready = this.#associate(cluster, []);
        break;
      case "ec2": {
        const { name, provider } = new Ec2Capacity(this, "ec2", config, { capacity, cluster, network });
        this.launch = { capacityProviderStrategy: [{ capacityProvider: name, base: 0, weight: 1 }] };
        this.ready = this.#associate(cluster, [provider.getStringAttribute("name")]);
        break;
      }
    }
    if (!hasFallback(capacity)) this.#warnOfSpot();
  }

  /**
   * With Fargate's two in any case, which cost nothing: ECS refuses to take one away from a cluster in which a task
   * runs on it, such as a flow run when `flow_runs.capacity` is fargate again. An association is of the whole
   * cluster, so that of an existing one is left to whoever keeps it.
   */
  #associate(cluster: Cluster, ownProviders: readonly string[]): ITerraformDependable[] {
    if (cluster.made === undefined) return [];
    return [
      new EcsClusterCapacityProviders(this, "aws_ecs_cluster_capacity_providers.worker", {
        clusterName: cluster.made.getStringAttribute("name"),
        capacityProviders: [...ownProviders, ...FARGATE_PROVIDERS],
      }),
    ];
  }

  #warnOfSpot(): void {
    Annotations.of(this).addWarning(
      "The worker may have nothing to run on: all of its tasks are on Fargate Spot, and ECS does not fall back " +
        "to on-demand capacity when AWS has no Spot to spare. An interrupted worker can also leave flow runs " +
        "Pending. Choose worker.capacity: mixed with spot.on_demand_base of 1 or more, or fargate.",
    );
  }
}

const FARGATE_PROVIDERS = ["FARGATE", "FARGATE_SPOT"] as const;

function fargateStrategy(capacity: CapacityConfig & { readonly kind: "fargate-spot" | "mixed" }) {
  if (capacity.kind === "fargate-spot") {
    return [{ capacityProvider: "FARGATE_SPOT", base: 0, weight: 1 }];
  }
  return [
    { capacityProvider: "FARGATE", base: capacity.onDemandBase, weight: capacity.onDemandWeight },
    { capacityProvider: "FARGATE_SPOT", base: 0, weight: capacity.spotWeight },
  ];
}

/** Whether some task runs where AWS takes nothing back. */
function hasFallback(capacity: CapacityConfig): boolean {
  if (capacity.kind === "mixed") return capacity.onDemandBase + capacity.onDemandWeight > 0;
  return capacity.kind !== "fargate-spot";
}
