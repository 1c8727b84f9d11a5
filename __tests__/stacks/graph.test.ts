import { describe, expect, test } from "@jest/globals";
import type { Template } from "./assertions.ts";
import { template } from "./assertions.ts";
import { madeNetwork, stackConfig } from "./stack-config.ts";

/** Everything that Terraform finishes before it makes the service. */
const BEFORE_SERVICE = [
  "aws_cloudwatch_event_rule.task_events",
  "aws_cloudwatch_event_target.task_events",
  "aws_cloudwatch_log_group.worker",
  "aws_ecs_cluster.worker",
  "aws_ecs_task_definition.worker",
  "aws_iam_role.execution",
  "aws_iam_role.flow_run_execution",
  "aws_iam_role.worker",
  "aws_iam_role_policy.execution",
  "aws_iam_role_policy.flow_run_execution",
  "aws_iam_role_policy.worker",
  "aws_secretsmanager_secret.prefect_credential",
  "aws_secretsmanager_secret_version.prefect_credential",
  "aws_security_group.worker",
  "aws_sqs_queue.task_events",
  "aws_vpc_security_group_egress_rule.https_ipv4",
  "aws_vpc_security_group_egress_rule.https_ipv6",
];

describe("before the service is made", () => {
  test("exists all that a worker meets at its start, and nothing that only costs time", () => {
    expect(resourcesBefore(template(), "aws_ecs_service.worker")).toEqual(BEFORE_SERVICE);
  });

  test("an existing cluster is waited for by nobody", () => {
    const shared = template({ cluster: { kind: "existing", cluster: "shared" } });
    expect(resourcesBefore(shared, "aws_ecs_service.worker")).toEqual(
      BEFORE_SERVICE.filter((address) => address !== "aws_ecs_cluster.worker"),
    );
  });
});

describe("before the service in a VPC of its own", () => {
  test("exists every way out, and no flow log", () => {
    const network = madeNetwork({ endpoints: ["sqs"] });
    const before = resourcesBefore(template({ network }), "aws_ecs_service.worker");
    expect(before.filter((address) => !BEFORE_SERVICE.includes(address))).toEqual([
      "aws_eip.nat_1",
      "aws_internet_gateway.public",
      "aws_nat_gateway.zone_1",
      "aws_route.internet",
      "aws_route.nat_1",
      "aws_route.nat_2",
      "aws_route_table.private_1",
      "aws_route_table.private_2",
      "aws_route_table.public",
      "aws_route_table_association.private_1",
      "aws_route_table_association.private_2",
      "aws_route_table_association.public_1",
      "aws_security_group.endpoints",
      "aws_subnet.private_1",
      "aws_subnet.private_2",
      "aws_subnet.public_1",
      "aws_vpc.worker",
      "aws_vpc_endpoint.s3",
      "aws_vpc_endpoint.sqs",
      "aws_vpc_security_group_ingress_rule.endpoints_https",
    ]);
  });

  test("NAT gateways and endpoints are made side by side, as soon as there is a VPC", () => {
    const stack = template({ network: madeNetwork({ nat: "per-zone", endpoints: ["sqs"] }) });
    expect(resourcesBefore(stack, "aws_nat_gateway.zone_2")).toEqual([
      "aws_eip.nat_2",
      "aws_internet_gateway.public",
      "aws_subnet.public_2",
      "aws_vpc.worker",
    ]);
    expect(resourcesBefore(stack, "aws_vpc_endpoint.sqs")).toEqual([
      "aws_security_group.endpoints",
      "aws_subnet.private_1",
      "aws_subnet.private_2",
      "aws_vpc.worker",
    ]);
  });
});

test.each([
  ["aws_sqs_queue.task_events"],
  ["aws_sqs_queue.task_events_dead_letter"],
  ["aws_ecs_cluster.worker"],
  ["aws_iam_role.worker"],
])("%s waits for nothing", (address) => {
  expect(resourcesBefore(template(), address)).toEqual([]);
});

describe("a made key", () => {
  const encrypted = template({ encryption: { kind: "made-key", deletionWindowDays: 30 } });

  test("waits for nothing, and neither do the queues, which take longest", () => {
    for (const address of [
      "aws_kms_key.deployment",
      "aws_sqs_queue.task_events",
      "aws_sqs_queue.task_events_dead_letter",
    ]) {
      expect(resourcesBefore(encrypted, address)).toEqual([]);
    }
  });

  test("is there, with its alias, before a worker asks for its messages", () => {
    const before = resourcesBefore(encrypted, "aws_ecs_service.worker");
    const without = resourcesBefore(template(), "aws_ecs_service.worker");
    expect(before.filter((address) => !without.includes(address))).toEqual([
      "aws_kms_alias.deployment",
      "aws_kms_key.deployment",
      "aws_kms_key_policy.deployment",
    ]);
  });

  test("lets CloudWatch use it before a log group asks for it, and keeps no cluster waiting for that", () => {
    expect(resourcesBefore(encrypted, "aws_cloudwatch_log_group.worker")).toContain(
      "aws_kms_key_policy.deployment",
    );
    const withExec = template({
      encryption: { kind: "made-key", deletionWindowDays: 30 },
      worker: { ...stackConfig().worker, isExecEnabled: true },
    });
    expect(resourcesBefore(withExec, "aws_ecs_cluster.worker")).toEqual(["aws_kms_key.deployment"]);
  });
});

test("what the worker may do is known before anything exists", () => {
  expect(resourcesBefore(template(), "aws_iam_role_policy.worker")).toEqual(["aws_iam_role.worker"]);
});

function resourcesBefore(synthesized: Template, address: string): string[] {
  const found = new Set<string>();
  const visit = (current: string): void => {
    for (const next of prerequisites(synthesized, current)) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(address);
  return [...found].sort();
}

/** Managed resources that an element refers to, in an expression or under `depends_on`. */
function prerequisites(synthesized: Template, address: string): string[] {
  const { depends_on: dependsOn = [], ...rest } = synthesized.element(address);
  const references = JSON.stringify(rest).matchAll(/\$\{(aws_\w+\.\w+)/g);
  return [...(dependsOn as string[]), ...[...references].map(([, referred = ""]) => referred)];
}
