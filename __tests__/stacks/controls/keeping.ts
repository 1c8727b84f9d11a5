import { control, type Control, resources } from "./control.ts";
import { allowed, isEveryone, statementsOf } from "./statements.ts";

/** Where a resource names its key. */
const KEY_ARGUMENTS = ["kms_key_id", "kms_master_key_id"];
const ENCRYPTED = [
  "aws_cloudwatch_log_group",
  "aws_secretsmanager_secret",
  "aws_sns_topic",
  "aws_sqs_queue",
] as const;

/** Secrets, keys and logs: what is kept, and how. */
export const KEEPING: readonly Control[] = [
  control({
    ids: ["CKV_AWS_158", "CKV_AWS_149", "CKV_AWS_26", "AWS-0017", "AWS-0098", "AWS-0095", "AWS-0136"],
    title: "Where there is a key of its own, it encrypts logs, secret, topic and queues",
    how: "`encryption.create_key` or `encryption.key_arn`; without, keys that AWS keeps",
    of: (stack) => {
      const encrypted = resources(...ENCRYPTED)(stack);
      const isKeyNamed = encrypted.some(namesKey) || resources("aws_kms_key")(stack).length > 0;
      return isKeyNamed ? encrypted : [];
    },
    holds: namesKey,
  }),
  control({
    ids: ["KMS.4", "KMS5", "CKV_AWS_7", "CKV_AWS_227", "AWS-0065"],
    title: "Keys are rotated every year",
    how: "`enableKeyRotation`",
    of: resources("aws_kms_key"),
    holds: ({ enable_key_rotation, is_enabled }) => enable_key_rotation === true && is_enabled !== false,
  }),
  control({
    ids: ["KMS.5", "CKV_AWS_33", "CKV2_AWS_64"],
    title: "Keys are open to this account and to services that name what they encrypt",
    how: "a key policy that binds each service by its encryption context",
    of: allowed(statementsOf("policy", "aws_kms_key_policy")),
    holds: ({ principal, conditions }) =>
      !isEveryone(principal) &&
      (!Object.hasOwn(principal as object, "Service") ||
        Object.keys(conditions).some((key) => key.startsWith("kms:EncryptionContext:"))),
  }),
  control({
    ids: ["CWE-312"],
    title: "A secret's value is in no plan and no state",
    how: "from an ephemeral variable into a write-only argument",
    of: resources("aws_secretsmanager_secret_version"),
    holds: (version) => "secret_string_wo" in version && !("secret_string" in version),
  }),
  control({
    ids: ["CloudWatch.16", "CKV_AWS_66"],
    title: "Logs are kept for a time that is set",
    how: "`logs.retention_days`",
    of: resources("aws_cloudwatch_log_group"),
    holds: ({ retention_in_days }) => typeof retention_in_days === "number" && retention_in_days > 0,
  }),
];

function namesKey(element: Readonly<Record<string, unknown>>): boolean {
  return KEY_ARGUMENTS.some((argument) => typeof element[argument] === "string");
}
