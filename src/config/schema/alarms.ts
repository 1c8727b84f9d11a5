import { z } from "zod";

const percent = z.int().min(1).max(100);

const thresholds = z
  .strictObject({
    down_minutes: z
      .int()
      .min(1)
      .max(60)
      .default(3)
      .describe("Minutes for which a worker may be missing; a rollout of one takes about one."),
    cpu_percent: percent.default(90).describe("CPU that is too much for five minutes."),
    memory_percent: percent.default(85).describe("Memory that is too much for three of five minutes."),
    oldest_event_seconds: z
      .int()
      .min(60)
      .max(3599, "less than 3600: after an hour ECS has forgotten the task, and its flow run stays Running")
      .default(900)
      .describe("How long a task event may wait for a worker."),
    dead_letter_events: z.int().min(0).default(0).describe("Task events that may lie unread."),
    undelivered_events: z
      .int()
      .min(0)
      .default(0)
      .describe("Deliveries of task events that may fail in a minute."),
    log_errors: z
      .int()
      .min(1)
      .default(5)
      .describe("Errors in a worker's log that are too many in five minutes."),
    late_minutes: z
      .int()
      .min(1)
      .max(60)
      .default(10)
      .describe("Minutes for which flow runs may be Late, with `alarms.late_runs`."),
  })
  .describe("When the alarms go off.");

export const alarms = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether there are alarms and alerts."),
    email: z.array(z.email()).default([]).describe("Addresses that the alarms are sent to."),
    topic_arn: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
        "the ARN of an SNS topic (not FIFO), such as arn:aws:sns:eu-west-1:111122223333:on-call",
      )
      .optional()
      .describe(
        "An existing topic in place of one of ours; its policy must let cloudwatch.amazonaws.com and events.amazonaws.com publish.",
      ),
    thresholds: thresholds.prefault({}),
    roll_back: z
      .boolean()
      .optional()
      .describe(
        "Let ECS take back a deployment during which the alarm on CPU or memory goes off; `false` turns that off again.",
      ),
    late_runs: z
      .boolean()
      .default(false)
      .describe(
        "Count the flow runs of the work pool that are Late, in a container beside the worker's that may take 256 MiB of the task's memory, and have an alarm on them.",
      ),
    dashboard: z.boolean().default(false).describe("Make a CloudWatch dashboard."),
  })
  .check(({ value, issues }) => {
    const problem = emailProblem(value);
    if (value.email.length > 0 && problem !== undefined) {
      issues.push({ code: "custom", message: problem, path: ["email"], input: value.email });
    }
    if (value.roll_back === true && !value.enabled) {
      issues.push({
        code: "custom",
        message: "alarms.enabled is false, and without alarms nothing tells ECS to take a deployment back",
        path: ["roll_back"],
        input: value.roll_back,
      });
    }
    if (value.late_runs && !value.enabled) {
      issues.push({
        code: "custom",
        message: "alarms.enabled is false, and without alarms nobody asks for the number",
        path: ["late_runs"],
        input: value.late_runs,
      });
    }
  })
  .describe("CloudWatch alarms and who hears of them.");

function emailProblem({
  enabled,
  topic_arn: topicArn,
}: {
  enabled: boolean;
  topic_arn?: string | undefined;
}) {
  if (!enabled) {
    return "an e-mail without a topic: alarms.enabled is false, so there is no topic to subscribe to. Remove one of the two";
  }
  if (topicArn !== undefined) {
    return "an e-mail without a topic of ours: subscribe the address to alarms.topic_arn where that topic is kept, or remove topic_arn";
  }
  return undefined;
}
