import { z } from "zod";
import { RESERVED_ENV } from "../../../stacks/reserved-env.ts";
import { fargateSizeProblem } from "../fargate-sizes.ts";

export const worker = z
  .strictObject({
    image: z
      .string()
      .regex(/^\S+$/, "an image reference without spaces")
      .default("prefecthq/prefect-aws:0.7.12-python3.12")
      .describe("Container image with prefect and prefect-aws."),
    cpu: z.int().default(512).describe("CPU units of the task: 256, 512, 1024, …"),
    memory: z.int().default(1024).describe("Memory of the task in MiB; must fit the CPU units."),
    architecture: z.enum(["X86_64", "ARM64"]).default("X86_64").describe("Processor architecture."),
    count: z.int().min(1).max(50).default(1).describe("How many workers run side by side."),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable"), z.string())
      .default({})
      .describe("Environment variables of the worker; nothing secret."),
  })
  .check(({ value, issues }) => {
    const problem = fargateSizeProblem(value.cpu, value.memory);
    if (problem !== undefined) {
      issues.push({ code: "custom", message: problem, path: ["memory"], input: value.memory });
    }
    for (const name of Object.keys(value.env).filter((key) => RESERVED_ENV.includes(key))) {
      issues.push({
        code: "custom",
        message: "set by the action itself, and not to be overridden",
        path: ["env", name],
        input: value.env[name],
      });
    }
  })
  .describe("The worker's ECS service.");
