import { z } from "zod";

/** CloudWatch Logs takes these retention periods and no others (PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Of the task's memory, which the buffer shares with the worker. */
const LARGEST_BUFFER_MIB = 256;

export const logs = z
  .strictObject({
    retention_days: z
      .literal(RETENTION_DAYS)
      .default(30)
      .describe("How long CloudWatch keeps the logs of worker and flow runs."),
    mode: z
      .enum(["non-blocking", "blocking"])
      .default("non-blocking")
      .describe(
        "What happens when CloudWatch is slow: lines beyond the buffer are lost, or the worker waits.",
      ),
    buffer_mib: z
      .int()
      .min(1, `a whole number from 1 to ${LARGEST_BUFFER_MIB}`)
      .max(LARGEST_BUFFER_MIB, `a whole number from 1 to ${LARGEST_BUFFER_MIB}`)
      .default(25)
      .describe("Buffer of the mode non-blocking in MiB, out of the task's memory."),
  })
  .describe("Logs.");
