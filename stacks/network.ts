import type { WorkerStackConfig } from "./config.ts";
import { DataAwsSubnet, SecurityGroup, VpcSecurityGroupEgressRule } from "./lib/aws.ts";
import { Annotations, Construct, type ITerraformDependable } from "./lib/cdktf.ts";

const HTTPS_PORT = 443;

/** Existing subnets, and a security group that lets nothing in and only HTTPS and Prefect's API out. */
export class Network extends Construct {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly assignPublicIp: boolean;
  readonly securityGroupId: string;
  /** Without these a task reaches neither AWS nor Prefect. */
  readonly egress: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig) {
    super(scope, id);
    const { subnetIds, assignPublicIp } = config.network;
    this.subnetIds = subnetIds;
    this.assignPublicIp = assignPublicIp;
    this.vpcId = new DataAwsSubnet(this, "data.aws_subnet.first", { id: firstOf(subnetIds) }).vpcId;
    this.securityGroupId = new SecurityGroup(this, "aws_security_group.worker", {
      name: config.names.securityGroup,
      description: `Prefect worker ${config.deploymentName}: nothing in, HTTPS and the Prefect API out`,
      vpcId: this.vpcId,
    }).id;
    this.egress = this.#egressRules(apiPort(config.prefect.apiUrl));
    if (assignPublicIp) this.#warnOfPublicAddresses();
  }

  #egressRules(prefectPort: number): VpcSecurityGroupEgressRule[] {
    const https = this.#egressRule("https", HTTPS_PORT, "HTTPS to AWS and the Prefect API");
    if (prefectPort === HTTPS_PORT) return https;
    return [...https, ...this.#egressRule("prefect_api", prefectPort, "Prefect API")];
  }

  #egressRule(name: string, port: number, description: string): VpcSecurityGroupEgressRule[] {
    const rule = {
      securityGroupId: this.securityGroupId,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
    };
    return [
      new VpcSecurityGroupEgressRule(this, `aws_vpc_security_group_egress_rule.${name}_ipv4`, {
        ...rule,
        description: `${description} (IPv4)`,
        cidrIpv4: "0.0.0.0/0",
      }),
      new VpcSecurityGroupEgressRule(this, `aws_vpc_security_group_egress_rule.${name}_ipv6`, {
        ...rule,
        description: `${description} (IPv6)`,
        cidrIpv6: "::/0",
      }),
    ];
  }

  #warnOfPublicAddresses(): void {
    Annotations.of(this).addWarning(
      "Each task gets a public address: network.assign_public_ip is true (Security Hub ECS.2 and ECS.16 " +
        "forbid it). Nothing can reach the tasks, but private subnets with NAT or VPC endpoints are safer.",
    );
  }
}

function firstOf(subnetIds: readonly string[]): string {
  const [first] = subnetIds;
  if (first === undefined) throw new Error("WorkerStackConfig.network.subnetIds is empty: one is needed.");
  return first;
}

/** The port of Prefect's API, where the URL names none that of its scheme. */
function apiPort(apiUrl: string): number {
  const { port, protocol } = new URL(apiUrl);
  if (port !== "") return Number(port);
  return protocol === "http:" ? 80 : HTTPS_PORT;
}
