import type { DeploymentConfig } from "./schema.ts";

/** The capacity providers of Fargate that a service or a task names for a capacity; none where it has a launch type. */
export function fargateProviders(capacity: DeploymentConfig["worker"]["capacity"]): readonly string[] {
  switch (capacity) {
    case "fargate":
    case "ec2": // Its provider is one of ours.
      return [];
    case "fargate-spot":
      return ["FARGATE_SPOT"];
    case "mixed":
      return ["FARGATE", "FARGATE_SPOT"];
  }
}
