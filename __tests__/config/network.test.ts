import { describe, expect, test } from "@jest/globals";
import { networkConfig } from "../../src/config/stack/network.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";

describe("a network", () => {
  test("of existing subnets lets tasks connect to anywhere", () => {
    expect(networkConfig(network("{ subnet_ids: [subnet-0a] }"))).toEqual({
      kind: "existing",
      subnetIds: ["subnet-0a"],
      securityGroupIds: [],
      assignPublicIp: false,
      egressCidrs: ["0.0.0.0/0", "::/0"],
    });
  });

  test("to be made needs no word more: two zones and one NAT gateway", () => {
    expect(networkConfig(network("{ create: {} }"))).toEqual({
      kind: "create",
      cidr: "10.0.0.0/16",
      zones: 2,
      nat: "single",
      endpoints: [],
      flowLogs: true,
      securityGroupIds: [],
      assignPublicIp: false,
      egressCidrs: ["0.0.0.0/0", "::/0"],
    });
  });

  test.each(["10.0.0.0/16", "172.16.0.0/16", "172.31.255.0/24", "192.168.0.0/16"])(
    "may have the block %s",
    (cidr) => {
      expect(network(`{ create: { cidr: ${cidr} } }`).create?.cidr).toBe(cidr);
    },
  );

  test("may let tasks connect to some addresses alone, IPv4 and IPv6", () => {
    const { egress_cidrs: cidrs } = network('{ create: {}, egress_cidrs: [10.0.0.0/8, "fd00::/8"] }');
    expect(cidrs).toEqual(["10.0.0.0/8", "fd00::/8"]);
  });
});

describe("refused is", () => {
  test.each([
    ["neither subnets nor a VPC", "{}", "network: either subnet_ids (subnets that exist) or create"],
    [
      "more subnets than an ECS service may have",
      `{ subnet_ids: [${Array.from({ length: 17 }, (_, index) => `subnet-${index}a`).join()}] }`,
      "at most 16, the most that an ECS service may have",
    ],
    [
      "both subnets and a VPC",
      "{ subnet_ids: [subnet-0a], create: {} }",
      "network.create: either subnet_ids or create, not both",
    ],
    ["no subnet", "{ subnet_ids: [] }", "network.subnet_ids"],
    ["a subnet twice", "{ subnet_ids: [subnet-0a, subnet-0a] }", "network.subnet_ids: each only once"],
    [
      "public addresses in private subnets",
      "{ create: {}, assign_public_ip: true }",
      "network.assign_public_ip: only with subnet_ids",
    ],
    [
      "a block of public addresses",
      "{ create: { cidr: 11.0.0.0/16 } }",
      'network.create.cidr is "11.0.0.0/16": allowed is a block of private addresses',
    ],
    ["a block beyond a private one", "{ create: { cidr: 172.32.0.0/16 } }", "a block of private addresses"],
    ["a block that is too large", "{ create: { cidr: 10.0.0.0/15 } }", "from /16 to /24"],
    ["a block that is too small", "{ create: { cidr: 10.0.0.0/25 } }", "from /16 to /24"],
    ["an address within a block", "{ create: { cidr: 10.0.0.1/16 } }", "that begins at its first one"],
    ["a number of zones", "{ create: { zones: 4 } }", "network.create.zones is 4: allowed are 2, 3"],
    ["a way of NAT", "{ create: { nat: two } }", 'network.create.nat is "two": allowed are'],
    ["an endpoint", "{ create: { endpoints: [s3] } }", 'network.create.endpoints.0 is "s3": allowed are'],
    [
      "a security group's name",
      "{ subnet_ids: [subnet-0a], security_group_ids: [default] }",
      'network.security_group_ids.0 is "default": allowed is the id of a security group',
    ],
    [
      "addresses that are no block",
      "{ subnet_ids: [subnet-0a], egress_cidrs: [10.0.0.1] }",
      'network.egress_cidrs.0 is "10.0.0.1": allowed is a block of addresses',
    ],
  ])("%s", (_what, text, message) => {
    expect(() => network(text)).toThrow(message);
  });
});

function network(text: string) {
  const file = `name: etl\nwork_pool: { name: etl }\nnetwork: ${text}\nenvironments: { production: { branches: [main] } }\n`;
  return parseWorkerFile(file, "f.yml").deployment("production", {}).network;
}
