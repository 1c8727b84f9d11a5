import { describe, expect, test } from "@jest/globals";
import type { EncryptionConfig } from "../../stacks/config.ts";
import { type Json, legible, template } from "./assertions.ts";
import { KEY_ARN } from "./stack-config.ts";

const MADE_ARN = "${aws_kms_key.deployment.arn}";
const ALIAS = "alias/etl-production";

const AWS: EncryptionConfig = { kind: "aws" };
const GIVEN: EncryptionConfig = { kind: "existing-key", keyArn: KEY_ARN };
const MADE: EncryptionConfig = { kind: "made-key", deletionWindowDays: 14 };

describe("what is encrypted with which key", () => {
  const cases: readonly [address: string, argument: string, given: string, made: string][] = [
    ["aws_cloudwatch_log_group.worker", "kms_key_id", KEY_ARN, MADE_ARN],
    ["aws_secretsmanager_secret.prefect_credential", "kms_key_id", KEY_ARN, MADE_ARN],
    ["aws_sns_topic.alarms", "kms_master_key_id", KEY_ARN, MADE_ARN],
    ["aws_sqs_queue.task_events", "kms_master_key_id", KEY_ARN, ALIAS],
    ["aws_sqs_queue.task_events_dead_letter", "kms_master_key_id", KEY_ARN, ALIAS],
  ];
  test.each(cases)("%s", (address, argument, given, made) => {
    expect(template({ encryption: AWS }).element(address)).not.toHaveProperty(argument);
    expect(template({ encryption: GIVEN }).element(address)[argument]).toBe(given);
    expect(template({ encryption: MADE }).element(address)[argument]).toBe(made);
  });

  test.each([["aws_sqs_queue.task_events"], ["aws_sqs_queue.task_events_dead_letter"]])(
    "%s is encrypted by SQS itself where there is no key, and never both ways",
    (address) => {
      const managed = (encryption: EncryptionConfig) =>
        template({ encryption }).element(address)["sqs_managed_sse_enabled"];
      expect([AWS, GIVEN, MADE].map(managed)).toEqual([true, undefined, undefined]);
    },
  );
});

describe("a made key", () => {
  const stack = template({ encryption: MADE });

  test("is rotated, can be kept for a while when its deployment goes, and bears its name", () => {
    expect(stack.element("aws_kms_key.deployment")).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 14,
    });
    expect(stack.element("aws_kms_alias.deployment")).toEqual({
      name: ALIAS,
      target_key_id: "${aws_kms_key.deployment.key_id}",
    });
  });

  test("is administered through IAM, and used by services for this deployment's resources alone", () => {
    const topic = "arn:aws:sns:eu-west-1:111122223333:etl-production-alarms";
    const sending = ["kms:Decrypt", "kms:GenerateDataKey*"];
    expect(stack.parsed("aws_kms_key_policy.deployment", "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AdministerThroughIam",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: ["kms:*"],
          Resource: ["*"],
        },
        {
          Sid: "EncryptLogs",
          Effect: "Allow",
          Principal: { Service: "logs.eu-west-1.amazonaws.com" },
          Action: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
          Resource: ["*"],
          Condition: {
            ArnLike: {
              "kms:EncryptionContext:aws:logs:arn": [
                "arn:aws:logs:eu-west-1:111122223333:log-group:/prefect-ecs-worker/etl-production",
                "arn:aws:logs:eu-west-1:111122223333:log-group:/prefect-ecs-worker/etl-production/*",
              ],
            },
          },
        },
        {
          Sid: "DeliverTaskEvents",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: sending,
          Resource: ["*"],
          Condition: {
            ArnEquals: {
              "kms:EncryptionContext:aws:sqs:arn": [
                "arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events",
                "arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events-dead-letter",
              ],
            },
          },
        },
        ...(
          [
            ["PublishAlarms", "cloudwatch.amazonaws.com"],
            ["PublishEvents", "events.amazonaws.com"],
          ] as const
        ).map(([Sid, Service]) => ({
          Sid,
          Effect: "Allow",
          Principal: { Service },
          Action: sending,
          Resource: ["*"],
          Condition: { ArnEquals: { "kms:EncryptionContext:aws:sns:topicArn": topic } },
        })),
      ],
    });
  });
});

describe("roles may decrypt, each one thing through one service", () => {
  const cases: readonly [string, EncryptionConfig, string][] = [
    ["a key of our own", MADE, MADE_ARN],
    ["a given key", GIVEN, KEY_ARN],
  ];
  test.each(cases)("with %s", (_key, encryption, keyArn) => {
    expect(decrypting("execution", encryption)).toEqual([
      {
        Sid: "DecryptPrefectSecret",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [keyArn],
        Condition: {
          StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
          ArnLike: {
            "kms:EncryptionContext:SecretARN":
              "arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-production-prefect-??????",
          },
        },
      },
    ]);
    expect(decrypting("worker", encryption)).toEqual([
      {
        Sid: "DecryptTaskEvents",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [keyArn],
        Condition: {
          StringEquals: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" },
          ArnLike: {
            "kms:EncryptionContext:aws:sqs:arn":
              "arn:aws:sqs:eu-west-1:111122223333:etl-production-task-events",
          },
        },
      },
    ]);
  });

  test("and nothing with AWS's own keys", () => {
    expect([...decrypting("execution", AWS), ...decrypting("worker", AWS)]).toEqual([]);
  });
});

function decrypting(role: "execution" | "worker", encryption: EncryptionConfig): Json[] {
  const text = template({ encryption }).element(`aws_iam_role_policy.${role}`)["policy"];
  const { Statement } = JSON.parse(legible(String(text))) as {
    readonly Statement: readonly (Json & { readonly Action: readonly string[] })[];
  };
  return Statement.filter(({ Action }) => Action.some((action) => action.startsWith("kms:")));
}
