import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

describe("the worker's service", () => {
  const service = template().element("aws_ecs_service.worker");

  test("never runs fewer workers than are wanted while it rolls, and spreads them again over the zones", () => {
    expect(service).toMatchObject({
      desired_count: 2,
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      availability_zone_rebalancing: "ENABLED",
    });
  });

  test("rolls back when its tasks keep failing", () => {
    expect(service["deployment_circuit_breaker"]).toEqual({ enable: true, rollback: true });
  });

  test("is not waited for by Terraform", () => {
    expect(service["wait_for_steady_state"]).toBe(false);
  });

  test("runs in the subnets, with the security group that was made", () => {
    expect(service["network_configuration"]).toEqual({
      subnets: ["subnet-0a", "subnet-0b"],
      security_groups: ["${aws_security_group.worker.id}"],
      assign_public_ip: false,
    });
  });

  test("runs in a cluster of our own once that exists", () => {
    expect(service["cluster"]).toBe("${aws_ecs_cluster.worker.arn}");
  });

  test.each([
    [
      "shared",
      "arn:${data.aws_partition.current.partition}:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:cluster/shared",
    ],
    [
      "arn:aws:ecs:eu-west-1:444455556666:cluster/shared",
      "arn:aws:ecs:eu-west-1:444455556666:cluster/shared",
    ],
  ])("runs in the existing cluster %s, and is watched there", (cluster, arn) => {
    const stack = template({ cluster: { kind: "existing", cluster } });
    expect(stack.element("aws_ecs_service.worker")["cluster"]).toBe(arn);
    expect(stack.root).toHaveProperty("output.cluster_name.value", "shared");
    expect(stack.root).toHaveProperty("output.cluster_arn.value", arn);
    expect(stack.element("aws_cloudwatch_metric_alarm.worker_down")["dimensions"]).toEqual({
      ClusterName: "shared",
      ServiceName: "etl-production-worker",
    });
  });

  test("may have public addresses", () => {
    const network = { ...stackConfig().network, assignPublicIp: true };
    expect(template({ network }).element("aws_ecs_service.worker")).toHaveProperty(
      "network_configuration.assign_public_ip",
      true,
    );
  });
});
