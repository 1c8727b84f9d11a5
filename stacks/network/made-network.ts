import type { WorkerStackConfig } from "../config.ts";
import type { MadeVpcConfig } from "../config/network.ts";
import { Construct, type ITerraformDependable } from "../lib/cdktf.ts";
import { FlowLogs, type FlowLogsProps } from "./flow-logs.ts";
import { NatGateways } from "./nat-gateways.ts";
import type { Place } from "./place.ts";
import { Vpc } from "./vpc.ts";
import { VpcEndpoints } from "./vpc-endpoints.ts";

/** A VPC of the deployment's own, which is destroyed with it. */
export class MadeNetwork extends Construct implements Place {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly endpoints: VpcEndpoints;
  readonly ways: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    config: WorkerStackConfig,
    made: MadeVpcConfig,
    { arns, encryption }: Omit<FlowLogsProps, "vpcId">,
  ) {
    super(scope, id);
    const vpc = new Vpc(this, "vpc", config, made);
    const nat = new NatGateways(this, "nat", config, made, vpc);
    this.vpcId = vpc.vpcId;
    this.subnetIds = vpc.subnetIds;
    this.endpoints = new VpcEndpoints(this, "endpoints", config, made, vpc);
    this.ways = [...vpc.associations, ...nat.routes, ...this.endpoints.ways];
    if (made.flowLogs) new FlowLogs(this, "flow-logs", config, { arns, encryption, vpcId: vpc.vpcId });
  }
}
