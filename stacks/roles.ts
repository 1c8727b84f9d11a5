import type { Arns } from "./arns.ts";
import type { Cluster } from "./cluster.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { execPermissions } from "./exec.ts";
import { executionPermissions } from "./execution-permissions.ts";
import { IamRole, IamRolePolicy } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { policy, type Statement } from "./lib/policy.ts";
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

/** Three roles, so that each process has only its own rights: ECS's agent, the worker, a flow run. */
export class Roles extends Construct {
  readonly executionArn: string;
  readonly workerArn: string;
  /** Has no rights until somebody attaches what the flows need. */
  readonly flowRunArn: string;
  /** Without these a task fails to start or to do its work. */
  readonly permissions: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: RolesProps) {
    super(scope, id);
    const { names, deploymentName } = config;
    const { arns, encryption, logs, secret } = props;
    const trust = trustOfEcsTasks(arns);

    const execution = new IamRole(this, "aws_iam_role.execution", {
      name: names.executionRole,
      description: `ECS starts the tasks of ${deploymentName} with it: images, logs, secret`,
      assumeRolePolicy: trust,
    });
    const { flowRuns } = config;
    this.flowRunArn = flowRuns.taskRoleArn ?? this.#flowRun(config, trust).arn;
    const worker = new WorkerRole(this, "worker-role", config, {
      trust,
      statements: [
        ...workerPermissions({
          ...props,
          flowRunFamily: names.flowRunFamily,
          passableRoleArns: [
            flowRuns.executionRoleArn ?? arns.ofRole(names.executionRole),
            flowRuns.taskRoleArn ?? arns.ofRole(names.flowRunRole),
          ],
        }),
        ...execPermissions(config, arns, encryption),
      ],
    });
    this.executionArn = execution.arn;
    this.workerArn = worker.arn;

    this.permissions = [
      this.#allow("execution", execution, [
        ...executionPermissions(config, arns, logs, secret),
        ...readingWorkerSecrets(config.worker.secrets),
      ]),
      ...worker.permissions,
    ];
  }

  #flowRun({ names, deploymentName }: WorkerStackConfig, assumeRolePolicy: string): IamRole {
    return new IamRole(this, "aws_iam_role.flow_run", {
      name: names.flowRunRole,
      description: `Flow runs of ${deploymentName} have it; attach what your flows need`,
      assumeRolePolicy,
      // What somebody attached for their flows must not stand in the way of a teardown.
      forceDetachPolicies: true,
    });
  }

  #allow(name: string, role: IamRole, statements: readonly Statement[]): IamRolePolicy {
    return new IamRolePolicy(this, `aws_iam_role_policy.${name}`, {
      name,
      role: role.name,
      policy: policy(statements),
    });
  }
}
