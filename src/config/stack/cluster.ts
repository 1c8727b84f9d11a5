import type { ClusterConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

export function clusterConfig({ existing, insights }: DeploymentConfig["cluster"]): ClusterConfig {
  return existing === undefined
    ? { kind: "create", insights: insights ?? "enhanced" }
    : { kind: "existing", cluster: existing };
}
