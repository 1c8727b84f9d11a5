import type { WorkerStackConfig } from "../config.ts";
import type { MadeVpcConfig } from "../config/network.ts";
import {
  Eip,
  InternetGateway,
  NatGateway,
  Route,
  RouteTable,
  RouteTableAssociation,
  Subnet,
} from "../lib/aws.ts";
import { Construct, type ITerraformDependable } from "../lib/cdktf.ts";
import { type Vpc, type Zone, ZONES_COME_AND_GO } from "./vpc.ts";

/** The way out of private subnets: an internet gateway, and NAT gateways in public subnets of their own. */
export class NatGateways extends Construct {
  /** Without these a task has no way out. */
  readonly routes: readonly ITerraformDependable[];
  readonly #deploymentName: string;
  readonly #vpcId: string;

  constructor(scope: Construct, id: string, config: WorkerStackConfig, made: MadeVpcConfig, vpc: Vpc) {
    super(scope, id);
    this.#deploymentName = config.deploymentName;
    this.#vpcId = vpc.vpcId;
    this.routes = made.nat === "none" ? [] : this.#routes(vpc, made.nat);
  }

  #routes(vpc: Vpc, nat: "single" | "per-zone"): ITerraformDependable[] {
    const internet = this.#internet();
    const zones = nat === "single" ? vpc.zones.slice(0, 1) : vpc.zones;
    const gateways = zones.map((zone) => this.#natGateway(zone, internet));
    const natRoutes = vpc.routeTableIds.flatMap((routeTableId, index) => {
      const gateway = gateways[index] ?? gateways[0];
      if (gateway === undefined) return [];
      return new Route(this, `aws_route.nat_${String(index + 1)}`, {
        routeTableId,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: gateway.id,
      });
    });
    return [internet.route, ...gateways.map(({ association }) => association), ...natRoutes];
  }

  #internet(): Internet {
    const gateway = new InternetGateway(this, "aws_internet_gateway.public", {
      vpcId: this.#vpcId,
      tags: { Name: this.#deploymentName },
    });
    const table = new RouteTable(this, "aws_route_table.public", {
      vpcId: this.#vpcId,
      tags: { Name: `${this.#deploymentName}-public` },
    });
    const route = new Route(this, "aws_route.internet", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    return { gateway, table, route };
  }

  #natGateway({ number, name, public: cidrBlock }: Zone, { gateway, table }: Internet) {
    const tags = { Name: `${this.#deploymentName}-public-${number}` };
    const subnet = new Subnet(this, `aws_subnet.public_${number}`, {
      vpcId: this.#vpcId,
      cidrBlock,
      availabilityZone: name,
      mapPublicIpOnLaunch: false,
      lifecycle: { ignoreChanges: ZONES_COME_AND_GO },
      tags,
    });
    const association = new RouteTableAssociation(this, `aws_route_table_association.public_${number}`, {
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    const address = new Eip(this, `aws_eip.nat_${number}`, { domain: "vpc", tags });
    const { id } = new NatGateway(this, `aws_nat_gateway.zone_${number}`, {
      subnetId: subnet.id,
      allocationId: address.allocationId,
      tags,
      // EC2 refuses a NAT gateway in a VPC that is not attached to the internet yet.
      dependsOn: [gateway],
    });
    return { id, association };
  }
}

interface Internet {
  readonly gateway: InternetGateway;
  readonly table: RouteTable;
  readonly route: Route;
}
