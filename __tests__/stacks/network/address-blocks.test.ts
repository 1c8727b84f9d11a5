import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type IPv4Block,
  parseIPv4Block,
  sizeOf,
  zoneBlocks,
} from "../../../stacks/network/address-blocks.ts";

test("a VPC's block is split for three zones", () => {
  expect(zoneBlocks("10.20.0.0/16")).toEqual([
    { private: "10.20.0.0/18", public: "10.20.192.0/20" },
    { private: "10.20.64.0/18", public: "10.20.208.0/20" },
    { private: "10.20.128.0/18", public: "10.20.224.0/20" },
  ]);
});

describe("for every block from /16 to /24", () => {
  const vpcs = fc
    .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 16, max: 24 }))
    .map(([within, prefix]) => ({ address: within - (within % sizeOf({ prefix })), prefix }));

  test("its subnets lie within it, overlap nowhere and are at least as large as AWS allows", () => {
    fc.assert(
      fc.property(vpcs, (vpc) => {
        const subnets = zoneBlocks(written(vpc))
          .flatMap((zone) => [zone.private, zone.public])
          .map(parsed)
          .sort((one, other) => one.address - other.address);
        expect(subnets).toHaveLength(6);
        let free = vpc.address;
        for (const subnet of subnets) {
          expect(subnet.address).toBeGreaterThanOrEqual(free);
          expect(subnet.prefix).toBeLessThanOrEqual(28);
          free = subnet.address + sizeOf(subnet);
        }
        expect(free).toBeLessThanOrEqual(vpc.address + sizeOf(vpc));
      }),
    );
  });

  test("it is read as it was written", () => {
    fc.assert(
      fc.property(vpcs, (vpc) => {
        expect(parseIPv4Block(written(vpc))).toEqual(vpc);
      }),
    );
  });
});

test.each([
  "10.0.0.1/16",
  "10.0.0.0",
  "10.0.0.0/33",
  "300.0.0.0/8",
  "010.0.0.0/8",
  "10.0.0.0/08",
  "fd00::/8",
  "",
])("%p is no block", (text) => {
  expect(parseIPv4Block(text)).toBeUndefined();
});

test("a block may be a single address, or all there are", () => {
  expect(parseIPv4Block("255.255.255.255/32")).toEqual({ address: 2 ** 32 - 1, prefix: 32 });
  expect(parseIPv4Block("0.0.0.0/0")).toEqual({ address: 0, prefix: 0 });
});

function parsed(text: string): IPv4Block {
  const block = parseIPv4Block(text);
  if (block === undefined) throw new Error(`${text} is no block`);
  return block;
}

function written({ address, prefix }: IPv4Block): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${octets.join(".")}/${String(prefix)}`;
}
