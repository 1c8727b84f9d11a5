import type { Arns } from "./arns.ts";
import type { WorkerStackConfig } from "./config.ts";
import type { Encryption } from "./encryption.ts";
import { DataAwsSecurityGroup, SecurityGroup } from "./lib/aws.ts";
import { Annotations, Construct, type ITerraformDependable } from "./lib/cdktf.ts";
import { EgressRules } from "./network/egress-rules.ts";
import { ExistingSubnets } from "./network/existing-subnets.ts";
import { inVpc } from "./network/in-vpc.ts";
import { MadeNetwork } from "./network/made-network.ts";
import { unreachable } from "./network/unreachable.ts";

export interface NetworkProps {
  readonly arns: Arns;
  readonly encryption: Encryption;
}

/** Where the tasks run: existing subnets or a VPC of our own, and a security group that lets nothing in. */
export class Network extends Construct {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly assignPublicIp: boolean;
  /** Our own group. */
  readonly securityGroupId: string;
  /** Our own group, and those that were given. */
  readonly securityGroupIds: readonly string[];
  /** Without these a task reaches neither AWS nor Prefect. */
  readonly egress: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, props: NetworkProps) {
    super(scope, id);
    const { network, flowRuns, names, deploymentName } = config;
    const { vpcId, subnetIds, endpoints, ways } =
      network.kind === "create"
        ? new MadeNetwork(this, "made", config, network, props)
        : new ExistingSubnets(this, "existing", network.subnetIds);
    const securityGroupId = new SecurityGroup(this, "aws_security_group.worker", {
      namePrefix: names.securityGroupPrefix,
      description: `Prefect worker ${deploymentName}: nothing in, HTTPS and the Prefect API out`,
      vpcId,
      // The old one is in use until the service has left it, so the new one is made first. Under a fixed name
      // that fails in the same VPC, where Terraform replaces what a cancelled apply left half made.
      lifecycle: { createBeforeDestroy: true },
    }).id;
    const flowRunGroups = flowRuns.securityGroupIds ?? [];
    this.vpcId = vpcId;
    this.subnetIds = subnetIds;
    this.assignPublicIp = network.assignPublicIp;
    this.securityGroupId = securityGroupId;
    this.securityGroupIds = [securityGroupId, ...network.securityGroupIds];
    this.#checkGroups("network.security_group_ids", network.securityGroupIds);
    this.#checkGroups(
      "flow_runs.security_group_ids",
      flowRunGroups.filter((given) => !network.securityGroupIds.includes(given)),
    );
    const { rules } = new EgressRules(this, "egress", config, { securityGroupId, endpoints });
    this.egress = [...rules, ...ways, ...(endpoints?.letIn(securityGroupId, flowRunGroups) ?? [])];
    this.#warn(config);
  }

  /** A plan fails when a group is of another VPC. */
  #checkGroups(key: string, ids: readonly string[]): void {
    for (const id of ids) {
      new DataAwsSecurityGroup(this, `data.aws_security_group.${id.replaceAll("-", "_")}`, {
        id,
        lifecycle: inVpc(
          this.vpcId,
          ({ itsOwn, expected }) =>
            `${key}: ${id} is in ${itsOwn}, but the subnets are in ${expected}. ` +
            "Name security groups of the same VPC.",
        ),
      });
    }
  }

  #warn(config: WorkerStackConfig): void {
    const warnings = [...(this.assignPublicIp ? [PUBLIC_ADDRESSES] : []), ...unreachable(config)];
    for (const warning of warnings) Annotations.of(this).addWarning(warning);
  }
}

const PUBLIC_ADDRESSES =
  "Each task gets a public address: network.assign_public_ip is true (Security Hub ECS.2 and ECS.16 " +
  "forbid it). Nothing can reach the tasks, but private subnets with NAT or VPC endpoints are safer.";
