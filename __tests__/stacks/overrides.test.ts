import { describe, expect, test } from "@jest/globals";
import { UnknownAddress } from "../../stacks/overrides.ts";
import { template } from "./assertions.ts";

describe("an override", () => {
  test("is merged into the resource at its address: mappings merged, all else replaced", () => {
    const overrides = {
      "aws_ecs_service.worker": {
        network_configuration: { security_groups: ["sg-0a"] },
        availability_zone_rebalancing: "ENABLED",
        lifecycle: { ignore_changes: ["desired_count"] },
      },
    };
    const service = template({ overrides }).element("aws_ecs_service.worker");
    expect(service).toMatchObject({
      availability_zone_rebalancing: "ENABLED",
      lifecycle: { ignore_changes: ["desired_count"] },
      network_configuration: { security_groups: ["sg-0a"], subnets: ["subnet-0a", "subnet-0b"] },
    });
  });

  test("keeps Terraform's references as they are, in keys, lists and texts", () => {
    const arn = "${aws_sqs_queue.task_events.arn}";
    const overrides = { "aws_sns_topic.alarms": { display_name: `of ${arn}`, tags: { queue: arn } } };
    expect(template({ overrides }).element("aws_sns_topic.alarms")).toMatchObject({
      display_name: `of ${arn}`,
      tags: { queue: arn },
    });
  });

  test.each([
    ["aws_ecs_service.workers"],
    ["aws_kms_key.deployment"],
    ["data.aws_subnet.first"],
    ["aws"],
    ["terraform"],
  ])("of %s, which the stack does not make, is refused with all that it makes", (address) => {
    const synthesized = () => template({ overrides: { [address]: {} } });
    expect(synthesized).toThrow(UnknownAddress);
    expect(synthesized).toThrow(expect.objectContaining({ address, known: resources() }));
  });

  test("takes an argument away with null", () => {
    const overrides = { "aws_ecs_service.worker": { deployment_circuit_breaker: null } };
    expect(
      template({ overrides }).element("aws_ecs_service.worker")["deployment_circuit_breaker"],
    ).toBeNull();
  });
});

function resources(): string[] {
  return template().addresses.filter((address) => !address.startsWith("data."));
}
