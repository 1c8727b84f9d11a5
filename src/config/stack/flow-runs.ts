import type { FlowRunsConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

export function flowRunsConfig(flowRuns: DeploymentConfig["flow_runs"]): FlowRunsConfig {
  return {
    image: flowRuns.image,
    capacity: flowRuns.capacity,
    taskRoleArn: flowRuns.task_role_arn,
    executionRoleArn: flowRuns.execution_role_arn,
    logGroup: flowRuns.log_group,
    securityGroupIds: flowRuns.security_group_ids,
  };
}
