import { z } from "zod";

/** Name of a project or an environment. */
export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, "lower-case letters, digits and hyphens, beginning with a letter")
  .max(32, "at most 32 characters, so that every AWS name made from it stays readable");

export const secretArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/,
    "the ARN of a Secrets Manager secret",
  );

/** A key and no alias: CloudWatch Logs takes nothing else. */
export const keyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-)?[0-9a-f-]{32,36}$/,
    "the ARN of a KMS key, not of an alias: arn:aws:kms:<region>:<account>:key/<id>",
  );
