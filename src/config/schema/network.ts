import { z } from "zod";
import { NATS, VPC_ENDPOINT_SERVICES } from "../../../stacks/config/network.ts";
import { addressBlock, vpcBlock } from "./address-blocks.ts";

const create = z
  .strictObject({
    cidr: vpcBlock.default("10.0.0.0/16").describe("Block of private IPv4 addresses, from /16 to /24."),
    zones: z
      .literal([2, 3])
      .default(2)
      .describe("Availability zones; each gets a private subnet of a quarter of the block."),
    nat: z
      .enum(NATS)
      .default("single")
      .describe(
        "NAT gateways: one for all zones, one in each (a zone that fails takes no other with it), or none.",
      ),
    endpoints: distinct(z.array(z.enum(VPC_ENDPOINT_SERVICES)))
      .default([])
      .describe("AWS services with an interface endpoint in each zone. S3 always has its gateway endpoint."),
    flow_logs: z
      .boolean()
      .default(true)
      .describe("Record who talks to whom in the VPC, kept as long as the worker's logs."),
  })
  .describe(
    "Make a VPC for this deployment alone, in place of `subnet_ids`. A region has five VPCs and five Elastic IP addresses unless AWS is asked for more.",
  );

export const network = z
  .strictObject({
    subnet_ids: distinct(
      z.array(z.string().regex(/^subnet-[0-9a-f]+$/, "the id of a subnet, such as subnet-0a1b2c3d")),
    )
      .min(1)
      .max(16, "at most 16, the most that an ECS service may have")
      .optional()
      .describe(
        "Subnets of one VPC from which Prefect's API and AWS can be reached. Either these or `create`.",
      ),
    create: create.optional(),
    security_group_ids: distinct(
      z.array(z.string().regex(/^sg-[0-9a-f]+$/, "the id of a security group, such as sg-0a1b2c3d")),
    )
      .max(4, "at most 4: an awsvpc network interface has five, and one is the deployment's own")
      .default([])
      .describe("Security groups that tasks have beside their own, at most four."),
    assign_public_ip: z
      .boolean()
      .default(false)
      .describe("Give each task a public address; needed in public subnets without NAT."),
    egress_cidrs: distinct(z.array(addressBlock))
      .min(1)
      .default(["0.0.0.0/0", "::/0"])
      .describe(
        "Where tasks may connect to: HTTPS and the port of Prefect's API. Endpoints of a made VPC are always among it.",
      ),
  })
  .check(({ value, issues }) => {
    const { subnet_ids: subnetIds, create: made, assign_public_ip: assignPublicIp } = value;
    const refuse = (message: string, path: string[]) =>
      issues.push({ code: "custom", message, path, input: value });
    if (subnetIds === undefined && made === undefined) {
      refuse("either subnet_ids (subnets that exist) or create (a VPC of its own) is needed", []);
    }
    if (subnetIds !== undefined && made !== undefined) {
      refuse("either subnet_ids or create, not both. Where environments differ, give each its own network", [
        "create",
      ]);
    }
    if (made !== undefined && assignPublicIp) {
      refuse("only with subnet_ids: the subnets that create makes are private, and use NAT", [
        "assign_public_ip",
      ]);
    }
  })
  .describe("Where worker and flow runs live: in existing subnets, or in a VPC of their own.");

/** A list in which nothing stands twice. */
function distinct<T extends z.ZodArray>(list: T): T {
  return list.refine((values) => new Set(values).size === values.length, "each only once");
}
