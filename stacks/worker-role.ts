import { createHash } from "node:crypto";
import type { WorkerStackConfig } from "./config.ts";
import { IamRole, IamRolePolicy, IamRolePolicyAttachment } from "./lib/aws.ts";
import { Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { policy, type Statement } from "./lib/policy.ts";

export interface WorkerRoleProps {
  /** Trust policy. */
  readonly trust: string;
  readonly statements: readonly Statement[];
}

/** The role that the worker calls AWS with: one of ours, or one that somebody else keeps. */
export class WorkerRole extends Construct {
  readonly arn: string;
  /** Without these the worker fails to do its work. */
  readonly permissions: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: WorkerRoleProps) {
    super(scope, id);
    const { role } = config.worker;
    switch (role.kind) {
      case "existing":
        this.arn = role.roleArn;
        this.permissions = [];
        break;
      case "make": {
        const made = this.#make(config, props.trust);
        this.arn = made.arn;
        this.permissions = [
          new IamRolePolicy(this, "aws_iam_role_policy.worker", {
            name: "worker",
            role: made.name,
            policy: policy(props.statements),
          }),
          ...role.policyArns.map((policyArn) => this.#attach(made, policyArn)),
        ];
        break;
      }
    }
  }

  #make({ names, deploymentName }: WorkerStackConfig, assumeRolePolicy: string): IamRole {
    return new IamRole(this, "aws_iam_role.worker", {
      name: names.workerRole,
      description: `The Prefect worker of ${deploymentName} starts and watches flow runs with it`,
      assumeRolePolicy,
    });
  }

  #attach(role: IamRole, policyArn: string): IamRolePolicyAttachment {
    return new IamRolePolicyAttachment(
      this,
      `aws_iam_role_policy_attachment.worker_${attachmentName(policyArn)}`,
      { role: role.name, policyArn },
    );
  }
}

/** The policy's own name in Terraform's letters, and different for every ARN. */
function attachmentName(policyArn: string): string {
  const name = policyArn.slice(policyArn.lastIndexOf("/") + 1).replace(/[^A-Za-z0-9]+/g, "_");
  return `${name}_${createHash("sha256").update(policyArn).digest("hex").slice(0, 4)}`;
}
