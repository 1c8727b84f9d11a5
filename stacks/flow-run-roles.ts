import type { WorkerStackConfig } from "./config.ts";
import { type ExecutionProps, flowRunExecutionPermissions } from "./execution-permissions.ts";
import { IamRole, IamRolePolicy } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { policy } from "./lib/policy.ts";

export interface FlowRunRolesProps extends ExecutionProps {
  /** Trust policy. */
  readonly trust: string;
}

/** The roles that a flow run's task may be given: each ours, or one that somebody else keeps. */
export class FlowRunRoles extends Construct {
  /** ECS starts flow runs with it. */
  readonly executionArn: string;
  /** Has no rights until somebody attaches what the flows need. */
  readonly taskArn: string;
  /** Without these ECS fails to start a flow run. */
  readonly permissions: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: FlowRunRolesProps) {
    super(scope, id);
    const { executionArn, permissions } = this.#execution(config, props);
    this.executionArn = executionArn;
    this.permissions = permissions;
    this.taskArn = config.flowRuns.taskRoleArn ?? this.#task(config, props).arn;
  }

  #execution(config: WorkerStackConfig, { trust, ...props }: FlowRunRolesProps) {
    const { deploymentName, flowRuns, names } = config;
    if (flowRuns.executionRoleArn !== undefined) {
      return { executionArn: flowRuns.executionRoleArn, permissions: [] };
    }
    const role = new IamRole(this, "aws_iam_role.flow_run_execution", {
      name: names.flowRunExecutionRole,
      description: `ECS starts the flow runs of ${deploymentName} with it: image, log, Prefect's secret`,
      assumeRolePolicy: trust,
    });
    const rights = new IamRolePolicy(this, "aws_iam_role_policy.flow_run_execution", {
      name: "execution",
      role: role.name,
      policy: policy(flowRunExecutionPermissions(config, props)),
    });
    return { executionArn: role.arn, permissions: [rights] };
  }

  #task({ names, deploymentName }: WorkerStackConfig, { trust }: FlowRunRolesProps): IamRole {
    return new IamRole(this, "aws_iam_role.flow_run", {
      name: names.flowRunRole,
      description: `Flow runs of ${deploymentName} have it; attach what your flows need`,
      assumeRolePolicy: trust,
      // What somebody attached for their flows must not stand in the way of a teardown.
      forceDetachPolicies: true,
    });
  }
}
