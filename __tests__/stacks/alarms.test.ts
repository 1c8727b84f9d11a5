import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";

const SERVICE = { ClusterName: "etl-production", ServiceName: "etl-production-worker" };
const QUEUE = { QueueName: "etl-production-task-events" };
const DEAD_LETTER_QUEUE = { QueueName: "etl-production-task-events-dead-letter" };
const RULE = { RuleName: "etl-production-task-events" };

/** Alarm, metric, when it goes off, for how many minutes of how many, and what a missing minute counts as. */
const ALARMS = [
  ["worker_down", "AWS/ECS", "CPUUtilization", SERVICE, "SampleCount < 2", "3 of 3", "breaching"],
  ["worker_cpu_high", "AWS/ECS", "CPUUtilization", SERVICE, "Average >= 90", "5 of 5", "missing"],
  ["worker_memory_high", "AWS/ECS", "MemoryUtilization", SERVICE, "Average >= 85", "3 of 5", "missing"],
  [
    "events_stuck",
    "AWS/SQS",
    "ApproximateAgeOfOldestMessage",
    QUEUE,
    "Maximum > 900",
    "1 of 1",
    "notBreaching",
  ],
  [
    "events_dead_letter",
    "AWS/SQS",
    "ApproximateNumberOfMessagesVisible",
    DEAD_LETTER_QUEUE,
    "Maximum > 0",
    "1 of 1",
    "notBreaching",
  ],
  ["events_undelivered", "AWS/Events", "FailedInvocations", RULE, "Sum > 0", "1 of 1", "notBreaching"],
] as const;

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: ">",
  GreaterThanOrEqualToThreshold: ">=",
  LessThanThreshold: "<",
};

describe("the alarm", () => {
  test.each(ALARMS)(
    "%s watches %s %s",
    (name, namespace, metric, dimensions, condition, minutes, missing) => {
      const alarm = template().element(`aws_cloudwatch_metric_alarm.${name}`);
      expect(alarm).toMatchObject({
        namespace,
        metric_name: metric,
        dimensions,
        treat_missing_data: missing,
      });
      const sign = SIGNS[String(alarm["comparison_operator"])];
      expect([alarm["statistic"], sign, alarm["threshold"]].join(" ")).toBe(condition);
      expect([alarm["datapoints_to_alarm"], "of", alarm["evaluation_periods"]].join(" ")).toBe(minutes);
      expect(alarm["period"]).toBe(60);
    },
  );

  test.each(ALARMS.map(([name]) => name))("%s has a name and a description that CloudWatch takes", (name) => {
    const { alarm_name, alarm_description } = template().element(`aws_cloudwatch_metric_alarm.${name}`);
    expect(alarm_name).toBe(`etl-production-${name.replaceAll("_", "-")}`);
    // The prefix may have 50 characters; the whole, 255. A description, 1024.
    expect(name.length).toBeLessThanOrEqual(31);
    expect(String(alarm_description).length).toBeLessThanOrEqual(900);
  });
});

describe("the alarm topic", () => {
  test("reaches each address by e-mail", () => {
    const stack = template({ alarms: { email: ["a@example.com", "b@example.com"] } });
    const subscriptions = stack.addresses
      .filter((address) => address.startsWith("aws_sns_topic_subscription."))
      .map((address) => stack.element(address));
    expect(subscriptions).toEqual(
      ["a@example.com", "b@example.com"].map((endpoint) => ({
        topic_arn: "${aws_sns_topic.alarms.arn}",
        protocol: "email",
        endpoint,
      })),
    );
  });
});
