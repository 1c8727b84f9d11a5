import { z } from "zod";
import { keyArn } from "./primitives.ts";

/** What ScheduleKeyDeletion accepts; AWS's own default is the longest. */
const DELETION_WINDOW_DAYS = { shortest: 7, longest: 30 } as const;

export const encryption = z
  .strictObject({
    create_key: z
      .boolean()
      .default(false)
      .describe("Make a KMS key for this deployment, rotated every year; about 1 USD a month."),
    key_arn: keyArn
      .optional()
      .describe(
        "An existing KMS key in the deployment's region. Its policy must let the services " +
          "logs.<region>.amazonaws.com, events.amazonaws.com and cloudwatch.amazonaws.com use it.",
      ),
    deletion_window_days: z
      .int()
      .min(DELETION_WINDOW_DAYS.shortest, "a whole number from 7 to 30")
      .max(DELETION_WINDOW_DAYS.longest, "a whole number from 7 to 30")
      .default(DELETION_WINDOW_DAYS.longest)
      .describe(
        "For how many days the deletion of a made key can be cancelled, once its deployment is gone.",
      ),
  })
  .refine((value) => !(value.create_key && value.key_arn !== undefined), {
    error: "either create_key or key_arn: a deployment has one key. Remove one of them",
    path: ["key_arn"],
  })
  .describe(
    "What logs, secret, alarm topic and task events are encrypted with; by default keys that AWS keeps.",
  );
