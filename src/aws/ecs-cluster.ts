import { DescribeClustersCommand, type ECSClient } from "@aws-sdk/client-ecs";
import { UserError } from "../errors.ts";

/** What worker and flow runs ask of a cluster that exists already. */
export interface ClusterDemands {
  /** Name or ARN. */
  readonly cluster: string;
  /** Capacity providers that a service or a task of ours will name. */
  readonly capacityProviders: readonly string[];
}

/**
 * Looks whether an existing cluster can take a worker; changes nothing.
 * @throws UserError when there is no such cluster, when it is not ACTIVE, or when a capacity provider is not
 * associated with it
 */
export async function checkCluster(
  ecs: ECSClient,
  { cluster, capacityProviders: wanted }: ClusterDemands,
): Promise<void> {
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  const [found] = clusters;
  if (found === undefined) {
    throw refused(
      cluster,
      "there is no such cluster in this account and region",
      "Correct the name or the region, or remove cluster.existing to have one made",
    );
  }
  const { status = "unknown", capacityProviders: associated = [] } = found;
  if (status !== "ACTIVE") {
    throw refused(
      cluster,
      `the cluster is ${status}, not ACTIVE`,
      "Wait until it is ACTIVE, make it anew, or remove cluster.existing to have one made",
    );
  }
  const missing = wanted.filter((name) => !associated.includes(name));
  if (missing.length > 0) {
    const has = associated.length === 0 ? "none" : associated.join(", ");
    throw refused(
      cluster,
      `worker.capacity or flow_runs.capacity needs its capacity providers ${missing.join(" and ")}, and it has ${has}`,
      "Associate them with the cluster, which is not done here because that concerns all who use it, or choose " +
        "capacity: fargate",
    );
  }
}

function refused(cluster: string, why: string, remedy: string): UserError {
  return new UserError(
    "cluster-unusable",
    `cluster.existing is "${cluster}": ${why}. ${remedy}. Nothing was changed.`,
  );
}
