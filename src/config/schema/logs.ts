import { z } from "zod";

/** CloudWatch Logs takes these retention periods and no others (PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const logs = z
  .strictObject({
    retention_days: z
      .literal(RETENTION_DAYS)
      .default(30)
      .describe("How long CloudWatch keeps the logs of worker and flow runs."),
  })
  .describe("Logs.");
