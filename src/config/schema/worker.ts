import { z } from "zod";
import { refusing } from "./mistake.ts";
import { capacityMistakes, capacityShape } from "./worker/capacity.ts";
import { containerMistakes, containerShape } from "./worker/container.ts";
import { roleMistakes, roleShape } from "./worker/role.ts";

export const worker = z
  .strictObject({
    image: z
      .string()
      .regex(/^\S+$/, "an image reference without spaces")
      .default("prefecthq/prefect-aws:0.7.12-python3.12")
      .describe(
        "Container image with prefect and prefect-aws. A tag is resolved to its digest when its registry answers, so " +
          "that a plan shows when it has moved; else it is used as given, with a warning.",
      ),
    ...capacityShape,
    count: z.int().min(1).max(50).default(1).describe("How many workers run side by side."),
    ...containerShape,
    ...roleShape,
  })
  .check(
    refusing((value) => [...capacityMistakes(value), ...containerMistakes(value), ...roleMistakes(value)]),
  )
  .describe("The worker's ECS service.");
