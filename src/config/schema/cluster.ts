import { z } from "zod";
import { CONTAINER_INSIGHTS } from "../../../stacks/config/cluster.ts";

export const cluster = z
  .strictObject({
    existing: z
      .string()
      .regex(
        /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
        "the name or the ARN of an ECS cluster",
      )
      .optional()
      .describe("Name or ARN of a cluster to run in, which must be ACTIVE; without it one is made."),
    insights: z
      .enum(CONTAINER_INSIGHTS)
      .optional()
      .describe(
        "Container Insights of the cluster that is made: `enhanced` unless set. An existing one keeps its own.",
      ),
  })
  .refine(({ existing, insights }) => existing === undefined || insights === undefined, {
    error: "only for a cluster that is made: an existing one keeps its own setting",
    path: ["insights"],
  })
  .describe("The ECS cluster.");
