import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";

/** Where ECS runs an environment's workers. */
export interface Place {
  /** A name, or the ARN that somebody gave of a cluster of their own. */
  readonly cluster: string;
  readonly service: string;
}

/** It is known before anything is made. */
export function placeOf({
  deployment,
  deploymentName,
}: Pick<Environment, "deployment" | "deploymentName">): Place {
  const names = resourceNames(deploymentName);
  return { cluster: deployment.cluster.existing ?? names.cluster, service: names.service };
}
