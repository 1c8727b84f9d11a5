import { z } from "zod";
import { fargateSizeProblem } from "../fargate-sizes.ts";
import { cpuUnits, memoryMiB } from "../sizes.ts";
import { type Mistake, refusing } from "./mistake.ts";

/** What prefect-aws gives a task of which the work pool says nothing (`ECS_DEFAULT_CPU`, `ECS_DEFAULT_MEMORY`). */
const PREFECTS_CPU = 1024;
const PREFECTS_MEMORY_MIB = 2048;

const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/,
    "the ARN of an IAM role: arn:aws:iam::<account>:role/<name>",
  );

const spot = z
  .strictObject({
    on_demand_weight: weight("on demand"),
    spot_weight: weight("on Spot"),
  })
  .describe("How capacity `mixed` divides the flow runs.");

const shape = z.strictObject({
  image: z
    .string()
    .regex(/^\S+$/, "an image reference without spaces")
    .optional()
    .describe(
      "Image of flow runs; without it Prefect's own, of the worker's version. A tag is resolved as that of `worker.image`.",
    ),
  cpu: cpuUnits
    .optional()
    .describe("CPU of a flow run in units, such as 512, or as 0.5 vCPU; without it 1024."),
  memory: memoryMiB
    .optional()
    .describe("Memory of a flow run in MiB, such as 1024, or as 1 GB; it must fit the CPU; without it 2048."),
  capacity: z
    .enum(["fargate", "fargate-spot", "mixed"])
    .default("fargate")
    .describe(
      "What flow runs run on. AWS may take Spot back with two minutes' warning, and ECS never falls back to on " +
        "demand when Spot is short: `mixed` keeps a share there. An existing cluster must have FARGATE_SPOT among " +
        "its capacity providers for `fargate-spot`, and both of Fargate's for `mixed`.",
    ),
  spot: spot.optional(),
  task_role_arn: roleArn
    .optional()
    .describe("A role of your own that flows call AWS with, in place of one that is made."),
  execution_role_arn: roleArn
    .optional()
    .describe(
      "A role of your own that ECS starts flow runs with, for images, logs and Prefect's secret, in place of one that is made.",
    ),
  log_group: z
    .string()
    .regex(/^[A-Za-z0-9_./#-]{1,512}$/, "the name of a log group: letters, digits and _ . / # -, at most 512")
    .optional()
    .describe("An existing log group for flow runs in place of the worker's; a plan fails without it."),
  security_group_ids: z
    .array(z.string().regex(/^sg-[0-9a-f]+$/, "the id of a security group, such as sg-0a1b2c3d"))
    .min(1, "at least one security group; leave the key out for the worker's")
    .max(5, "at most 5 security groups, the most that a task may have")
    .optional()
    .describe("Security groups of flow runs in place of the worker's; of the same VPC."),
  match_latest_revision_in_family: z
    .boolean()
    .default(true)
    .describe(
      "Use the newest task definition again where it is what a flow run needs, as registering one for each run is throttled by AWS.",
    ),
});

export const flowRuns = shape
  .check(refusing((value) => [...sizeMistakes(value), ...spotMistakes(value)]))
  .describe(
    "Defaults of the tasks that the worker starts, set in its work pool; a deployment may override them.",
  );

function sizeMistakes({ cpu, memory }: z.output<typeof shape>): Mistake[] {
  const problem = fargateSizeProblem(cpu ?? PREFECTS_CPU, memory ?? PREFECTS_MEMORY_MIB);
  if (problem === undefined) return [];
  return [{ path: [memory === undefined ? "cpu" : "memory"], input: memory ?? cpu, message: problem }];
}

function spotMistakes({ capacity, spot: division }: z.output<typeof shape>): Mistake[] {
  if (division === undefined || capacity === "mixed") return [];
  const message = `only for capacity mixed, and capacity is ${capacity}: remove it, or choose capacity: mixed`;
  return [{ path: ["spot"], message }];
}

function weight(where: string) {
  return z.int().min(1).max(1000).default(1).describe(`Share of the flow runs ${where}; capacity \`mixed\`.`);
}
