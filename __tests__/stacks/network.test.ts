import { describe, expect, test } from "@jest/globals";
import type { MadeVpcConfig, NetworkConfig, WorkerConfig, WorkerStackConfig } from "../../stacks/config.ts";
import { VPC_ENDPOINT_SERVICES } from "../../stacks/config/network.ts";
import { template } from "./assertions.ts";
import { EXISTING_SECRET_ARN, existingNetwork, madeNetwork, stackConfig } from "./stack-config.ts";

describe("existing subnets", () => {
  const sameVpc = (address: string) => postcondition(template(), address);

  test("must be of the first one's VPC, which a plan checks", () => {
    expect(sameVpc("data.aws_subnet.subnet_0b")).toEqual({
      condition: "${self.vpc_id == data.aws_subnet.first.vpc_id}",
      error_message:
        "network.subnet_ids: subnet-0b is in ${self.vpc_id}, but subnet-0a is in " +
        "${data.aws_subnet.first.vpc_id}. Name subnets of one VPC alone: a service cannot stretch over two.",
    });
  });

  test("can be left for those of another VPC: the new security group is there before the old one goes", () => {
    expect(template().element("aws_security_group.worker")).toMatchObject({
      lifecycle: { create_before_destroy: true },
    });
  });

  test("and so must the security groups, which tasks have beside their own", () => {
    const stack = template({ network: existingNetwork({ securityGroupIds: ["sg-0a"] }) });
    expect(postcondition(stack, "data.aws_security_group.sg_0a")).toMatchObject({
      condition: "${self.vpc_id == data.aws_subnet.first.vpc_id}",
      error_message: expect.stringContaining("network.security_group_ids: sg-0a is in ${self.vpc_id}"),
    });
    const all = ["${aws_security_group.worker.id}", "sg-0a"];
    expect(stack.element("aws_ecs_service.worker")).toHaveProperty(
      "network_configuration.security_groups",
      all,
    );
    expect(stack.root["output"]).toHaveProperty("security_group_ids.value", all);
  });
});

describe("a made VPC", () => {
  const single = template({ network: madeNetwork({ zones: 3 }) });

  test("has worker and flow runs in its private subnets", () => {
    const subnets = [1, 2, 3].map((number) => `\${aws_subnet.private_${String(number)}.id}`);
    expect(single.element("aws_ecs_service.worker")).toHaveProperty("network_configuration", {
      subnets,
      security_groups: ["${aws_security_group.worker.id}"],
      assign_public_ip: false,
    });
    expect(single.root["output"]).toMatchObject({
      vpc_id: { value: "${aws_vpc.worker.id}" },
      subnet_ids: { value: subnets },
    });
  });

  test("has a subnet in each zone that AWS names and that has Fargate, and keeps it when that list changes", () => {
    expect(single.element("aws_subnet.private_3")).toMatchObject({
      availability_zone: "${data.aws_availability_zones.available.names[2]}",
      cidr_block: "10.0.128.0/18",
      lifecycle: { ignore_changes: ["availability_zone"], create_before_destroy: true },
    });
    const zones = single.element("data.aws_availability_zones.available");
    expect(zones["exclude_zone_ids"]).toEqual(expect.arrayContaining(["usw1-az2", "apne1-az3"]));
    expect(postcondition(single, "data.aws_availability_zones.available")).toMatchObject({
      condition: "${length(self.names) >= 3}",
      error_message: expect.stringContaining("network.create.zones is 3, but eu-west-1 has"),
    });
  });

  test.each<[NetworkConfig, readonly string[]]>([
    [madeNetwork({ nat: "single" }), ["zone_1", "zone_1"]],
    [madeNetwork({ nat: "per-zone" }), ["zone_1", "zone_2"]],
  ])("routes each zone to its NAT gateway, or to the only one", (network, gateways) => {
    const stack = template({ network });
    expect([1, 2].map((number) => stack.element(`aws_route.nat_${String(number)}`))).toEqual(
      gateways.map((gateway, index) => ({
        route_table_id: `\${aws_route_table.private_${String(index + 1)}.id}`,
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: `\${aws_nat_gateway.${gateway}.id}`,
      })),
    );
  });

  test("has endpoints that only its tasks reach, with the names that AWS's clients ask for", () => {
    const stack = template({ network: madeNetwork({ endpoints: ["ecr.dkr"] }) });
    expect(stack.element("aws_vpc_endpoint.ecr_dkr")).toMatchObject({
      service_name: "com.amazonaws.eu-west-1.ecr.dkr",
      private_dns_enabled: true,
      subnet_ids: ["${aws_subnet.private_1.id}", "${aws_subnet.private_2.id}"],
      security_group_ids: ["${aws_security_group.endpoints.id}"],
    });
    expect(stack.element("aws_vpc_security_group_ingress_rule.endpoints_https")).toMatchObject({
      security_group_id: "${aws_security_group.endpoints.id}",
      referenced_security_group_id: "${aws_security_group.worker.id}",
      from_port: 443,
      to_port: 443,
    });
  });

  test("lets in the flow runs' own security groups, too, which must be of the VPC", () => {
    const stack = template({
      network: madeNetwork({ endpoints: ["ecr.dkr"] }),
      flowRuns: { ...stackConfig().flowRuns, securityGroupIds: ["sg-0a"] },
    });
    expect(stack.element("aws_vpc_security_group_ingress_rule.endpoints_https_sg_0a")).toMatchObject({
      security_group_id: "${aws_security_group.endpoints.id}",
      referenced_security_group_id: "sg-0a",
    });
    expect(postcondition(stack, "data.aws_security_group.sg_0a")).toMatchObject({
      condition: "${self.vpc_id == aws_vpc.worker.id}",
      error_message: expect.stringContaining("flow_runs.security_group_ids: sg-0a is in ${self.vpc_id}"),
    });
  });

  test("keeps its endpoints within reach where not everything is let out", () => {
    const stack = template({ network: madeNetwork({ endpoints: ["sqs"], egressCidrs: ["10.0.0.0/8"] }) });
    const rule = (name: string) => stack.element(`aws_vpc_security_group_egress_rule.${name}`);
    expect(rule("https_10_0_0_0_8")).toMatchObject({ cidr_ipv4: "10.0.0.0/8", from_port: 443 });
    expect(rule("https_s3")).toMatchObject({ prefix_list_id: "${aws_vpc_endpoint.s3.prefix_list_id}" });
    expect(rule("https_endpoints")).toMatchObject({
      referenced_security_group_id: "${aws_security_group.endpoints.id}",
    });
    expect(stack.addresses.filter((address) => /egress_rule.*ipv[46]/.test(address))).toEqual([]);
  });

  test("has flow logs that write into their own log group, and do nothing else", () => {
    expect(single.parsed("aws_iam_role_policy.flow_logs", "policy")).toMatchObject({
      Statement: [
        {
          Action: [
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
          ],
          Resource: [
            "arn:aws:logs:eu-west-1:111122223333:log-group:/prefect-ecs-worker/etl-production/vpc-flow-logs:*",
          ],
        },
      ],
    });
    expect(single.parsed("aws_iam_role.flow_logs", "assume_role_policy")).toMatchObject({
      Statement: [
        {
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*" },
          },
        },
      ],
    });
  });
});

describe("a made VPC without NAT warns of", () => {
  const IN_ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/worker:1";
  const warnings = (network: NetworkConfig, overrides: Partial<WorkerStackConfig> = {}) =>
    template({
      network,
      worker: { ...stackConfig().worker, image: IN_ECR },
      flowRuns: { ...stackConfig().flowRuns, image: IN_ECR },
      ...overrides,
    }).warnings;
  const prefect = { apiUrl: "https://prefect.internal/api", credential: { kind: "none" } } as const;
  const least: MadeVpcConfig["endpoints"] = ["ec2", "ecr.api", "ecr.dkr", "ecs", "logs", "sqs"];
  const complete = madeNetwork({ nat: "none", endpoints: least });

  test("nothing, when its tasks reach all they need", () => {
    expect(warnings(complete, { prefect })).toEqual([]);
  });

  test("endpoints that are missing, by name", () => {
    const network = madeNetwork({ nat: "none", endpoints: ["ecr.api", "logs"] });
    expect(warnings(network, { prefect })).toEqual([
      expect.stringContaining("network.create.endpoints lacks ecr.dkr, ecs, ec2, sqs."),
    ]);
  });

  test.each<[what: string, missing: string, worker: Partial<WorkerConfig>, more: Partial<WorkerStackConfig>]>(
    [
      [
        "instances that join the cluster",
        "ecs-agent, ecs-telemetry",
        { capacity: { kind: "ec2", instanceType: "m7i.large", min: 1, max: 2 } },
        {},
      ],
      ["a shell", "ssmmessages", { isExecEnabled: true }, {}],
      [
        "a shell with a key",
        "kms, ssmmessages",
        { isExecEnabled: true },
        { encryption: { kind: "made-key", deletionWindowDays: 30 } },
      ],
      ["a secret of the worker", "secretsmanager", { secrets: { TOKEN: EXISTING_SECRET_ARN } }, {}],
      [
        "a parameter of the worker",
        "ssm",
        { secrets: { TOKEN: "arn:aws:ssm:eu-west-1:111122223333:parameter/token" } },
        {},
      ],
    ],
  )("what %s cannot reach: %s", (_what, missing, worker, more) => {
    const config = { prefect, worker: { ...stackConfig().worker, image: IN_ECR, ...worker }, ...more };
    expect(warnings(complete, config)).toContainEqual(
      expect.stringContaining(`network.create.endpoints lacks ${missing}.`),
    );
    const lacking = missing.split(", ");
    const endpoints = [...least, ...VPC_ENDPOINT_SERVICES.filter((service) => lacking.includes(service))];
    expect(warnings(madeNetwork({ nat: "none", endpoints }), config)).not.toContainEqual(
      expect.stringContaining("network.create.endpoints lacks"),
    );
  });

  test("the secret and Prefect Cloud, which cannot be reached", () => {
    expect(warnings(complete)).toEqual([
      expect.stringContaining("network.create.endpoints lacks secretsmanager."),
      expect.stringContaining("Prefect Cloud cannot be reached"),
    ]);
  });

  test("an image that is not in Amazon ECR", () => {
    expect(warnings(complete, { prefect, worker: stackConfig().worker })).toEqual([
      expect.stringContaining("prefecthq/prefect-aws:0.7.12-python3.12 is not in a private repository"),
    ]);
  });

  test.each([
    ["that is not in Amazon ECR", "acme/flows:1", "acme/flows:1 is not in a private repository"],
    [
      "that nobody named",
      undefined,
      "Prefect's own, on Docker Hub, is not in a private repository of Amazon ECR",
    ],
  ])("an image of flow runs %s", (_, image, warning) => {
    const flowRuns = { ...stackConfig().flowRuns, image };
    expect(warnings(complete, { prefect, flowRuns })).toEqual([expect.stringContaining(warning)]);
  });

  test("nothing of all that when it has NAT", () => {
    expect(template({ network: madeNetwork() }).warnings).toEqual([]);
  });
});

function postcondition(stack: ReturnType<typeof template>, address: string): unknown {
  const { lifecycle } = stack.element(address) as {
    readonly lifecycle?: { readonly postcondition?: readonly unknown[] };
  };
  return lifecycle?.postcondition?.[0];
}
