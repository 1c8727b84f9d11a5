import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { execPermissions } from "./exec.ts";
import { workerExecutionPermissions } from "./execution-permissions.ts";
import { flowRunFamilies } from "./flow-run-families.ts";
import { FlowRunRoles } from "./flow-run-roles.ts";
import { IamRole, IamRolePolicy } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { policy } from "./lib/policy.ts";
import type { Logs } from "./logs.ts";
import type { PrefectSecret } from "./secrets.ts";
import type { TaskEvents } from "./task-events.ts";
import { trustOfEcsTasks } from "./trust.ts";
import { workerPermissions } from "./worker-permissions.ts";
import { WorkerRole } from "./worker-role.ts";
import { readingWorkerSecrets } from "./worker-secrets.ts";

export interface RolesProps {
  readonly arns: Arns;
  readonly cluster: Cluster;
  readonly encryption: Encryption;
  readonly logs: Logs;
  readonly secret: PrefectSecret;
  readonly taskEvents: TaskEvents;
}

/**
 * Four roles, so that each has only its own rights: the worker, a flow run, and ECS when it starts the one or the
 * other. Whoever writes a flow chooses which secrets its task is started with, so that ECS must not be able to
 * read the worker's then.
 */
export class Roles extends Construct {
  readonly executionArn: string;
  readonly workerArn: string;
  readonly flowRunExecutionArn: string;
  /** Has no rights until somebody attaches what the flows need. */
  readonly flowRunArn: string;
  /** Without these a task fails to start or to do its work. */
  readonly permissions: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: RolesProps) {
    super(scope, id);
    const { names, deploymentName, flowRuns } = config;
    const { arns, encryption, logs, secret } = props;
    const trust = trustOfEcsTasks(arns);

    const execution = new IamRole(this, "aws_iam_role.execution", {
      name: names.executionRole,
      description: `ECS starts the workers of ${deploymentName} with it: image, log, secrets`,
      assumeRolePolicy: trust,
    });
    const worker = new WorkerRole(this, "worker-role", config, {
      trust,
      statements: [
        ...workerPermissions({
          ...props,
          flowRunFamilies: flowRunFamilies(names),
          passableRoleArns: [
            flowRuns.executionRoleArn ?? arns.ofRole(names.flowRunExecutionRole),
            flowRuns.taskRoleArn ?? arns.ofRole(names.flowRunRole),
          ],
        }),
        ...execPermissions(config, arns, encryption),
      ],
    });
    const flowRunRoles = new FlowRunRoles(this, "flow-run-roles", config, { trust, arns, logs, secret });
    this.executionArn = execution.arn;
    this.workerArn = worker.arn;
    this.flowRunExecutionArn = flowRunRoles.executionArn;
    this.flowRunArn = flowRunRoles.taskArn;

    this.permissions = [
      new IamRolePolicy(this, "aws_iam_role_policy.execution", {
        name: "execution",
        role: execution.name,
        policy: policy([
          ...workerExecutionPermissions(config, { arns, logs, secret }),
          ...readingWorkerSecrets(config.worker.secrets),
        ]),
      }),
      ...worker.permissions,
      ...flowRunRoles.permissions,
    ];
  }
}
