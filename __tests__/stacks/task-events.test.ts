import { describe, expect, test } from "@jest/globals";
import type { ClusterConfig } from "../../stacks/config.ts";
import { legible, type Template, template } from "./assertions.ts";

describe("task events", () => {
  test.each<[what: string, name: string, cluster: ClusterConfig]>([
    ["a cluster of our own", "etl-production", { kind: "create", insights: "enhanced" }],
    ["an existing one", "shared", { kind: "existing", cluster: "shared" }],
  ])(
    "are those of this environment's flow runs alone in %s, which others may use, too",
    (_, name, cluster) => {
      const rule = template({ cluster }).parsed("aws_cloudwatch_event_rule.task_events", "event_pattern");
      expect(rule).toMatchObject({
        detail: {
          clusterArn: [`arn:aws:ecs:eu-west-1:111122223333:cluster/${name}`],
          group: ["family:etl-production-flow-run", "family:etl-production-flow-run-smoke"],
        },
      });
    },
  );

  test("are the worker's for as long as it asks for itself, and wait for it for four days", () => {
    expect(template().element("aws_sqs_queue.task_events")).toMatchObject({
      visibility_timeout_seconds: 300,
      receive_wait_time_seconds: 20,
      message_retention_seconds: 345_600,
    });
  });

  test("that cannot be delivered within the hour for which ECS knows the task are kept", () => {
    const stack = template();
    expect(stack.element("aws_cloudwatch_event_target.task_events")).toMatchObject({
      retry_policy: { maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 185 },
    });
    expect(deliveryOf(stack)).toEqual({
      queue: "arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events",
      deadLetterQueue: "arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events-dead-letter",
    });
  });

  test("are redriven from the worker's queue alone", () => {
    expect(template().parsed("aws_sqs_queue.task_events_dead_letter", "redrive_allow_policy")).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: ["arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events"],
    });
  });

  test("go to the dead-letter queue after three receipts", () => {
    expect(template().parsed("aws_sqs_queue_redrive_policy.task_events", "redrive_policy")).toEqual({
      deadLetterTargetArn: "${aws_sqs_queue.task_events_dead_letter.arn}",
      maxReceiveCount: 3,
    });
  });

  function deliveryOf(stack: Template) {
    const target = stack.element("aws_cloudwatch_event_target.task_events");
    const { arn: deadLetterQueue } = target["dead_letter_config"] as { readonly arn: string };
    return { queue: legible(String(target["arn"])), deadLetterQueue: legible(deadLetterQueue) };
  }
});
