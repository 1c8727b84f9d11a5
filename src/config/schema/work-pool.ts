import { z } from "zod";

export const workPool = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^/%&><]+$/, "a name without / % & > <, which Prefect refuses")
      .refine((name) => !/^prefect/i.test(name), "Prefect reserves names that begin with prefect"),
    create: z.boolean().default(true).describe("Make the work pool when it does not exist yet."),
    queues: z
      .array(z.string().min(1))
      .default([])
      .describe("Work queues that the worker polls; none means all of the pool's."),
  })
  .describe("The work pool of type `ecs` that the worker polls.");
