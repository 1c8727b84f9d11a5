import { z } from "zod";

export const network = z
  .strictObject({
    subnet_ids: z
      .array(z.string().regex(/^subnet-[0-9a-f]+$/, "the id of a subnet, such as subnet-0a1b2c3d"))
      .min(1)
      .describe("Subnets of one VPC from which Prefect's API and AWS can be reached."),
    assign_public_ip: z
      .boolean()
      .default(false)
      .describe("Give each task a public address; needed in public subnets without NAT."),
  })
  .describe("Where worker and flow runs live.");
