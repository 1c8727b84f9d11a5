import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";

const SERVICE_ARN = "arn:aws:ecs:eu-west-1:111122223333:service/etl-production/etl-production-worker";

const PATTERNS = [
  [
    "failed_deployment",
    {
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: [SERVICE_ARN],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    },
  ],
  [
    "impaired_service",
    {
      source: ["aws.ecs"],
      "detail-type": ["ECS Service Action"],
      resources: [SERVICE_ARN],
      detail: { eventType: ["WARN", "ERROR"] },
    },
  ],
  [
    "stopped_task",
    {
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: {
        clusterArn: ["arn:aws:ecs:eu-west-1:111122223333:cluster/etl-production"],
        group: ["service:etl-production-worker"],
        lastStatus: ["STOPPED"],
        stopCode: [
          {
            "anything-but": [
              "ServiceSchedulerInitiated",
              "UserInitiated",
              "SpotInterruption",
              "TerminationNotice",
            ],
          },
        ],
      },
    },
  ],
] as const;

describe.each(PATTERNS)("the alert on a %s", (name, pattern) => {
  const stack = template();

  test("hears of this deployment's service alone", () => {
    expect(stack.parsed(`aws_cloudwatch_event_rule.${name}`, "event_pattern")).toEqual(pattern);
  });

  test("is told in a sentence, with nothing unfilled", () => {
    const target = stack.element(`aws_cloudwatch_event_target.${name}`);
    const { input_paths, input_template } = target["input_transformer"] as {
      readonly input_paths: Readonly<Record<string, string>>;
      readonly input_template: string;
    };
    expect(target).toMatchObject({
      rule: `\${aws_cloudwatch_event_rule.${name}.name}`,
      arn: "${aws_sns_topic.alarms.arn}",
    });
    // EventBridge takes plain text only in quotation marks, and no more than 8192 characters.
    const message = JSON.parse(input_template) as string;
    expect(message).toMatch(/^[A-Z].{50,}\.$/);
    const placeholders = [...message.matchAll(/<(\w+)>/g)].map(([, placeholder]) => placeholder);
    expect(placeholders.sort()).toEqual(Object.keys(input_paths).sort());
  });
});

test("the topic lets CloudWatch publish for this account, and EventBridge without a condition, as it meets none", () => {
  const arn = "arn:aws:sns:eu-west-1:111122223333:etl-production-alarms";
  expect(template().parsed("aws_sns_topic_policy.alarms", "policy")).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AcceptAlarms",
        Effect: "Allow",
        Resource: [arn],
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
      {
        Sid: "AcceptAlerts",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: [arn],
      },
      expect.objectContaining({ Effect: "Deny", Principal: "*" }),
    ],
  });
});
