import { z } from "zod";

export const workPool = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^/%&><]+$/, "a name without / % & > <, which Prefect refuses")
      .refine((name) => !/^prefect/i.test(name), "Prefect reserves names that begin with prefect")
      .describe(
        "Name of the work pool in Prefect; with `{environment}` in it, each environment has a pool of its own.",
      ),
    create: z.boolean().default(true).describe("Make the work pool when it does not exist yet."),
    manage: z
      .enum(["own", "wire"])
      .default("own")
      .describe(
        "Whose defaults of job variables are set in the base job template: `own`, those of a pool that this " +
          "environment made; `wire`, also those of a pool that was there before. What a person set stays either " +
          "way, and only a pool that this environment made is ever deleted.",
      ),
    queues: z
      .array(z.string().min(1))
      .default([])
      .describe("Work queues that the worker polls; none means all of the pool's."),
  })
  .describe("The work pool of type `ecs` that the worker polls.");
