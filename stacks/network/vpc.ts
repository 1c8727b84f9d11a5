import type { WorkerStackConfig } from "../config.ts";
import type { MadeVpcConfig } from "../config/network.ts";
import {
  DataAwsAvailabilityZones,
  DefaultSecurityGroup,
  RouteTable,
  RouteTableAssociation,
  Subnet,
  Vpc as AwsVpc,
} from "../lib/aws.ts";
import { Construct, type ITerraformDependable } from "../lib/cdktf.ts";
import { type ZoneBlocks, zoneBlocks } from "./address-blocks.ts";

/** An availability zone: which ones an account has is known to AWS alone, so its name is an expression. */
export interface Zone extends ZoneBlocks {
  readonly number: string;
  readonly name: string;
}

/**
 * A VPC with one private subnet and one route table in each zone. The tables are many so that going from one
 * NAT gateway to one for each zone changes a route and no subnet.
 */
export class Vpc extends Construct {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  /** Without these the routes lead nowhere. */
  readonly associations: readonly ITerraformDependable[];
  readonly zones: readonly Zone[];

  constructor(scope: Construct, id: string, config: WorkerStackConfig, made: MadeVpcConfig) {
    super(scope, id);
    this.vpcId = new AwsVpc(this, "aws_vpc.worker", {
      cidrBlock: made.cidr,
      // Without these the private names of interface endpoints are not found.
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: config.deploymentName },
    }).id;
    // Without a rule nothing that is put into it by mistake can talk to anything (EC2.2, CKV2_AWS_12).
    new DefaultSecurityGroup(this, "aws_default_security_group.closed", { vpcId: this.vpcId });
    this.zones = this.#zones(config.region, made);

    const subnets = this.zones.map((zone) => this.#privateSubnet(config, zone));
    this.subnetIds = subnets.map(({ subnetId }) => subnetId);
    this.routeTableIds = subnets.map(({ routeTableId }) => routeTableId);
    this.associations = subnets.map(({ association }) => association);
  }

  /** Local zones and those that an account must opt in to have neither Fargate nor NAT for certain. */
  #zones(region: string, { zones: count, cidr }: MadeVpcConfig): Zone[] {
    const available = new DataAwsAvailabilityZones(this, "data.aws_availability_zones.available", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      excludeZoneIds: ZONES_WITHOUT_FARGATE,
      lifecycle: {
        postcondition: [
          {
            condition: `\${length(self.names) >= ${String(count)}}`,
            errorMessage:
              `network.create.zones is ${String(count)}, but ${region} has ` +
              "${length(self.names)} availability zones with Fargate for this account. Choose fewer, or another region.",
          },
        ],
      },
    });
    return zoneBlocks(cidr)
      .slice(0, count)
      .map((blocks, index) => ({
        ...blocks,
        number: String(index + 1),
        name: `\${${available.node.id}.names[${String(index)}]}`,
      }));
  }

  #privateSubnet({ deploymentName }: WorkerStackConfig, { number, name, private: cidrBlock }: Zone) {
    const tags = { Name: `${deploymentName}-private-${number}` };
    const subnet = new Subnet(this, `aws_subnet.private_${number}`, {
      vpcId: this.vpcId,
      cidrBlock,
      availabilityZone: name,
      mapPublicIpOnLaunch: false,
      // In use until the service has left it for another network, which Terraform must then do first. One that is
      // tainted can therefore not be replaced: `src/commands/plan-to-apply.ts` sees to it.
      lifecycle: { ignoreChanges: ZONES_COME_AND_GO, createBeforeDestroy: true },
      tags,
    });
    const table = new RouteTable(this, `aws_route_table.private_${number}`, { vpcId: this.vpcId, tags });
    const association = new RouteTableAssociation(this, `aws_route_table_association.private_${number}`, {
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    return { subnetId: subnet.id, routeTableId: table.id, association };
  }
}

/**
 * Zones in which a task on Fargate never starts, by their ids, as their names are another zone in each account (ECS
 * Developer Guide, "Supported Regions for Amazon ECS on AWS Fargate"). That page does not speak of use1-az3, the
 * oldest zone of N. Virginia: services that are newer than it are often missing there.
 */
const ZONES_WITHOUT_FARGATE = ["apne1-az3", "cnn1-az3", "use1-az3", "usw1-az2"];

/** A zone that is new or impaired moves all behind it in the list, which must not replace a subnet in use. */
export const ZONES_COME_AND_GO = ["availability_zone"];
