import { z } from "zod";

export const cluster = z
  .strictObject({
    existing: z
      .string()
      .regex(
        /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
        "the name or the ARN of an ECS cluster",
      )
      .optional()
      .describe("Name or ARN of a cluster to run in; without it one is made."),
  })
  .describe("The ECS cluster.");
