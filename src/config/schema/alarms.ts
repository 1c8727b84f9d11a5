import { z } from "zod";

export const alarms = z
  .strictObject({
    email: z.array(z.email()).default([]).describe("Addresses that the alarms are sent to."),
  })
  .describe("CloudWatch alarms and who hears of them.");
