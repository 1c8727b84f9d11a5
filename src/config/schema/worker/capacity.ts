import { z } from "zod";
import { fargateSizeProblem } from "../../fargate-sizes.ts";
import { instanceArchitecture } from "../../instance-types.ts";
import { cpuUnits, memoryMiB } from "../../sizes.ts";
import type { Mistake } from "../mistake.ts";

const CAPACITIES = ["fargate", "fargate-spot", "mixed", "ec2"] as const;

/** `capacity_provider_strategy` forces a new service (hashicorp/terraform-provider-aws, `internal/service/ecs/service.go`). */
const REPLACES = "A change replaces the service: its workers stop before new ones start.";

export const spot = z
  .strictObject({
    on_demand_base: z
      .int()
      .min(0)
      .max(50)
      .default(1)
      .describe(`So many tasks run on demand in any case; capacity \`mixed\`. ${REPLACES}`),
    on_demand_weight: z
      .int()
      .min(0)
      .max(1000)
      .default(1)
      .describe(`Share of the further tasks that run on demand; capacity \`mixed\`. ${REPLACES}`),
    spot_weight: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe(`Share of the further tasks that run on Spot; capacity \`mixed\`. ${REPLACES}`),
  })
  .describe(`How capacity \`mixed\` divides the tasks. ${REPLACES}`);

export const ec2 = z
  .strictObject({
    instance_type: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type, such as m7g.large")
      .describe("EC2 instance type of the worker's architecture; capacity `ec2`."),
    min: z.int().min(0).max(100).default(1).describe("Least number of instances; capacity `ec2`."),
    max: z
      .int()
      .min(1)
      .max(100)
      .default(4)
      .describe(
        "Greatest number of instances; capacity `ec2`. A rollout runs two tasks for each worker, and each task takes " +
          "a network interface: a `large` instance has room for two, an `xlarge` one for three, unless the account " +
          "has `awsvpcTrunking`.",
      ),
  })
  .describe("Instances of capacity `ec2`.");

export const capacityShape = {
  cpu: cpuUnits.prefault(512).describe("CPU of the task in units, such as 512, or as 0.5 vCPU."),
  memory: memoryMiB
    .prefault(1024)
    .describe("Memory of the task in MiB, such as 1024, or as 1 GB; on Fargate it must fit the CPU."),
  architecture: z.enum(["X86_64", "ARM64"]).default("X86_64").describe("Processor architecture."),
  capacity: z
    .enum(CAPACITIES)
    .default("fargate")
    .describe(
      "What the worker runs on. An existing cluster must have FARGATE_SPOT among its capacity providers for " +
        "`fargate-spot`, and both of Fargate's for `mixed`; `ec2` needs a cluster of its own. " +
        REPLACES,
    ),
  spot: spot.optional(),
  ec2: ec2.optional(),
} as const;

type Capacity = z.output<z.ZodObject<typeof capacityShape>>;

/** What is wrong with capacity and size as a whole. */
export function capacityMistakes(worker: Capacity): Mistake[] {
  return [...sizeMistakes(worker), ...spotMistakes(worker), ...ec2Mistakes(worker)];
}

function sizeMistakes({ capacity, cpu, memory }: Capacity): Mistake[] {
  const problem = capacity === "ec2" ? undefined : fargateSizeProblem(cpu, memory);
  return problem === undefined ? [] : [{ path: ["memory"], input: memory, message: problem }];
}

function spotMistakes({ capacity, spot }: Capacity): Mistake[] {
  if (spot === undefined || capacity === "mixed") return [];
  return [{ path: ["spot"], message: notChosen("mixed", capacity) }];
}

function ec2Mistakes({ capacity, ec2, architecture }: Capacity): Mistake[] {
  if (capacity !== "ec2")
    return ec2 === undefined ? [] : [{ path: ["ec2"], message: notChosen("ec2", capacity) }];
  if (ec2 === undefined) {
    const message = "capacity ec2 needs ec2.instance_type, such as ec2: { instance_type: m7i.large }";
    return [{ path: ["capacity"], message }];
  }
  const { instance_type: instanceType, min, max } = ec2;
  const actual = instanceArchitecture(instanceType);
  return [
    ...(min <= max
      ? []
      : [{ path: ["ec2", "min"], input: min, message: `more than ec2.max, which is ${max}` }]),
    ...(actual === architecture
      ? []
      : [
          {
            path: ["ec2", "instance_type"],
            input: instanceType,
            message:
              `its processors are ${actual}, and worker.architecture is ${architecture}: ` +
              `choose another type, or set worker.architecture to ${actual}`,
          },
        ]),
  ];
}

function notChosen(meant: string, chosen: string): string {
  return `only for capacity ${meant}, and capacity is ${chosen}: remove it, or choose capacity: ${meant}`;
}
