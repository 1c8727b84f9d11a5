import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

/** That they hold is a control; this is what they say, to the letter. */
describe("who may send", () => {
  const stack = template();

  test.each(["aws_sqs_queue.task_events", "aws_sqs_queue.task_events_dead_letter"])(
    "to %s: the rule, over TLS",
    (address) => {
      const arn = `arn:aws:sqs:eu-west-1:111122223333:${String(stack.element(address)["name"])}`;
      expect(stack.parsed(address, "policy")).toEqual({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AcceptTaskEvents",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: ["sqs:SendMessage"],
            Resource: [arn],
            Condition: {
              ArnEquals: {
                "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/etl-production-task-events",
              },
            },
          },
          denialOfInsecureTransport("sqs:*", arn),
        ],
      });
    },
  );

  test("from a task: HTTPS and the port of Prefect's API", () => {
    const prefect = { ...stackConfig().prefect, apiUrl: "http://prefect.internal:4200/api" };
    const own = template({ prefect });
    const ports = own.addresses
      .filter((address) => address.startsWith("aws_vpc_security_group_egress_rule."))
      .map((address) => own.element(address)["to_port"]);
    expect(new Set(ports)).toEqual(new Set([443, 4200]));
  });
});

test("what a worker cannot work on is kept longer than what it has not seen", () => {
  const stack = template();
  const days = (address: string): number =>
    Number(stack.element(address)["message_retention_seconds"]) / 86_400;
  expect(days("aws_sqs_queue.task_events")).toBe(4);
  expect(days("aws_sqs_queue.task_events_dead_letter")).toBe(14);
});

function denialOfInsecureTransport(action: string, resource: string) {
  return {
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: [action],
    Resource: [resource],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
