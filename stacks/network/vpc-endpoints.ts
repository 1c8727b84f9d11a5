import type { WorkerStackConfig } from "../config.ts";
import type { MadeVpcConfig } from "../config/network.ts";
import { SecurityGroup, VpcEndpoint, VpcSecurityGroupIngressRule } from "../lib/aws.ts";
import { Construct, type ITerraformDependable } from "../lib/cdktf.ts";
import type { Vpc } from "./vpc.ts";

const HTTPS_PORT = 443;

/** Ways to AWS that do not leave its network: to S3 through the route tables, to others through interfaces. */
export class VpcEndpoints extends Construct {
  /** Group of the interfaces, which lets tasks in; none without an interface. */
  readonly securityGroupId: string | undefined;
  /** Addresses of S3 in the region, for rules. */
  readonly s3PrefixListId: string;
  /** Without these a task reaches AWS through NAT, or not at all. */
  readonly ways: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, made: MadeVpcConfig, vpc: Vpc) {
    super(scope, id);
    // It costs nothing, and layers of images in ECR come from S3.
    const s3 = new VpcEndpoint(this, "aws_vpc_endpoint.s3", {
      vpcId: vpc.vpcId,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${config.region}.s3`,
      routeTableIds: [...vpc.routeTableIds],
      tags: { Name: `${config.deploymentName}-s3` },
    });
    this.s3PrefixListId = s3.getStringAttribute("prefix_list_id");
    this.securityGroupId = made.endpoints.length === 0 ? undefined : this.#securityGroup(config, vpc).id;
    this.ways = [s3, ...made.endpoints.map((service) => this.#interface(service, config, vpc))];
  }

  /** Lets HTTPS in from the tasks' own group and from given ones, and nothing from anywhere else. */
  letIn(ownGroupId: string, givenGroupIds: readonly string[]): ITerraformDependable[] {
    const endpoints = this.securityGroupId;
    if (endpoints === undefined) return [];
    const names = new Map([
      ["endpoints_https", ownGroupId],
      ...givenGroupIds.map((id) => [`endpoints_https_${id.replaceAll("-", "_")}`, id] as const),
    ]);
    return [...names].map(
      ([name, referencedSecurityGroupId]) =>
        new VpcSecurityGroupIngressRule(this, `aws_vpc_security_group_ingress_rule.${name}`, {
          securityGroupId: endpoints,
          referencedSecurityGroupId,
          ipProtocol: "tcp",
          fromPort: HTTPS_PORT,
          toPort: HTTPS_PORT,
          description: "HTTPS of worker and flow runs",
        }),
    );
  }

  #securityGroup({ names, deploymentName }: WorkerStackConfig, vpc: Vpc): SecurityGroup {
    return new SecurityGroup(this, "aws_security_group.endpoints", {
      name: names.endpointsSecurityGroup,
      description: `VPC endpoints of ${deploymentName}: HTTPS of its tasks in, nothing out`,
      vpcId: vpc.vpcId,
    });
  }

  #interface(service: string, config: WorkerStackConfig, vpc: Vpc): VpcEndpoint {
    return new VpcEndpoint(this, `aws_vpc_endpoint.${service.replaceAll(/[.-]/g, "_")}`, {
      vpcId: vpc.vpcId,
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${config.region}.${service}`,
      subnetIds: [...vpc.subnetIds],
      securityGroupIds: this.securityGroupId === undefined ? [] : [this.securityGroupId],
      privateDnsEnabled: true,
      tags: { Name: `${config.deploymentName}-${service}` },
    });
  }
}
