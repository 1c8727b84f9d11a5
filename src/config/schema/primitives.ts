import { z } from "zod";

/** Name of a project or an environment. */
export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, "lower-case letters, digits and hyphens, beginning with a letter")
  .max(32, "at most 32 characters, so that every AWS name made from it stays readable");

/**
 * From the service on. Secrets Manager ends each ARN in a hyphen and six characters of its own, and IAM, which gets
 * this very text, takes none without them. Of a value in JSON, `:json-key:version-stage:version-id` may follow.
 */
export const SECRET = String.raw`secretsmanager:[a-z0-9-]+:\d{12}:secret:[^\s:]+-[A-Za-z0-9]{6}(:[^:]*:[^:]*:[^:]*)?`;

/** Where a secret's whole ARN is to be had. */
export const WHOLE_SECRET =
  "with the hyphen and the six characters that AWS adds to its name: " +
  "aws secretsmanager describe-secret --secret-id NAME --query ARN";

export const secretArn = z
  .string()
  .regex(new RegExp(`^arn:aws[a-z-]*:${SECRET}$`), `the ARN of a Secrets Manager secret, ${WHOLE_SECRET}`);

/** A key and no alias: CloudWatch Logs takes nothing else. */
export const keyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-)?[0-9a-f-]{32,36}$/,
    "the ARN of a KMS key, not of an alias: arn:aws:kms:<region>:<account>:key/<id>",
  );
