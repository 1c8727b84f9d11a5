import type { Arns } from "./arns.ts";
import { dnsSuffixOf } from "./dns-suffix.ts";
import type { WorkerStackConfig } from "./config.ts";
import { type ConditionValues, policy, type Statement } from "./lib/policy.ts";

/**
 * Who may use the key of a deployment: whom the account's IAM policies allow, as in the policy that AWS
 * itself gives a key, and three services for this deployment's resources alone.
 *
 * Each service is bound by the encryption context, which names the resource that is encrypted. EventBridge
 * says neither `aws:SourceAccount` nor `aws:SourceArn` when it publishes to an encrypted topic (Amazon SNS
 * Developer Guide, "Key management"): with such a condition its messages would be lost without a word.
 */
export function keyPolicy({ names }: WorkerStackConfig, arns: Arns): string {
  const logGroup = arns.of("logs", `log-group:${names.logGroup}`);
  const topic = { "kms:EncryptionContext:aws:sns:topicArn": arns.of("sns", names.alarmTopic) };
  return policy([
    { sid: "AdministerThroughIam", principal: { aws: arns.ofRoot() }, actions: ["kms:*"], resources: ["*"] },
    {
      sid: "EncryptLogs",
      principal: { service: `logs.${arns.region}.${dnsSuffixOf(arns.region)}` },
      actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: ["*"],
      conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": [logGroup, `${logGroup}/*`] } },
    },
    sending("DeliverTaskEvents", "events.amazonaws.com", {
      "kms:EncryptionContext:aws:sqs:arn": [
        arns.of("sqs", names.eventQueue),
        arns.of("sqs", names.eventDeadLetterQueue),
      ],
    }),
    sending("PublishAlarms", "cloudwatch.amazonaws.com", topic),
    sending("PublishEvents", "events.amazonaws.com", topic),
  ]);
}

/** What a service needs that sends to an encrypted queue or topic. */
function sending(sid: string, service: string, context: ConditionValues): Statement {
  return {
    sid,
    principal: { service },
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    // In a key policy: this key.
    resources: ["*"],
    conditions: { ArnEquals: context },
  };
}
