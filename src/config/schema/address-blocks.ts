import { z } from "zod";
import { parseIPv4Block, sizeOf } from "../../../stacks/network/address-blocks.ts";

/** A block of addresses, IPv4 or IPv6, as a security group's rule takes it. */
export const addressBlock = z
  .string()
  .refine(
    (text) => parseIPv4Block(text) !== undefined || z.cidrv6().safeParse(text).success,
    "allowed is a block of addresses that begins at its first one, such as 10.0.0.0/8 or fd00::/8",
  );

/** Blocks for private networks (RFC 1918). */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap(
  (text) => parseIPv4Block(text) ?? [],
);

/** A block that a VPC may have: AWS allows /16 to /28, and below /24 its subnets would be too small. */
export const vpcBlock = z.string().refine((text) => {
  const block = parseIPv4Block(text);
  if (block === undefined || block.prefix < 16 || block.prefix > 24) return false;
  return PRIVATE.some(
    (outer) => block.address >= outer.address && block.address < outer.address + sizeOf(outer),
  );
}, "allowed is a block of private addresses (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16), from /16 to /24, that begins at its first one, such as 10.20.0.0/16");
