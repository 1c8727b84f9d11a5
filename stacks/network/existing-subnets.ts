import { DataAwsSubnet } from "../lib/aws.ts";
import { Construct } from "../lib/cdktf.ts";
import { inVpc } from "./in-vpc.ts";
import type { Place } from "./place.ts";

/** Subnets that somebody else keeps. A plan fails when they are not all of one VPC. */
export class ExistingSubnets extends Construct implements Place {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly endpoints = undefined;
  readonly ways = [];

  constructor(scope: Construct, id: string, subnetIds: readonly string[]) {
    super(scope, id);
    const [first, ...others] = subnetIds;
    if (first === undefined) {
      throw new Error("WorkerStackConfig.network.subnetIds is empty: one is needed.");
    }
    this.subnetIds = subnetIds;
    this.vpcId = new DataAwsSubnet(this, "data.aws_subnet.first", { id: first }).vpcId;
    for (const other of others) {
      new DataAwsSubnet(this, `data.aws_subnet.${other.replaceAll("-", "_")}`, {
        id: other,
        lifecycle: inVpc(
          this.vpcId,
          (vpcs) =>
            `network.subnet_ids: ${other} is in ${vpcs.itsOwn}, but ${first} is in ${vpcs.expected}. ` +
            "Name subnets of one VPC alone: a service cannot stretch over two.",
        ),
      });
    }
  }
}
