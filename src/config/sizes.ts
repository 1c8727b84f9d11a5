import { z } from "zod";
import { fargateCpuUnits, fargateMemoriesMiB } from "./fargate-sizes.ts";

/** ECS has 1,024 CPU units for each vCPU, and MiB where it says memory. */
const UNITS_PER_VCPU = 1024;
const MIB_PER_GB = 1024;

/** CPU units, bare or as "0.5 vCPU" -> CPU units. */
export const cpuUnits = z
  .union([z.number(), z.string()], { error: cpuHint() })
  .transform((given, context) =>
    parsed(given, /^(?<amount>\d+(\.\d+)?)\s*(?<unit>vCPUs?)?$/i, UNITS_PER_VCPU, cpuHint(), context),
  );

/** Memory in MiB, bare, or as "1 GB" (GiB, which AWS calls GB) or "512 MB" -> MiB. */
export const memoryMiB = z
  .union([z.number(), z.string()], { error: memoryHint() })
  .transform((given, context) =>
    parsed(given, /^(?<amount>\d+(\.\d+)?)\s*((?<unit>Gi?B)|Mi?B)?$/i, MIB_PER_GB, memoryHint(), context),
  );

/** The amount, times `unitSize` where a `unit` stands; a whole and positive number. */
function parsed(
  given: number | string,
  pattern: RegExp,
  unitSize: number,
  hint: string,
  context: z.RefinementCtx<number | string>,
): number {
  const { amount, unit } = pattern.exec(String(given).trim())?.groups ?? {};
  const size = Number(amount) * (unit === undefined ? 1 : unitSize);
  if (Number.isInteger(size) && size > 0) return size;
  context.addIssue({ code: "custom", message: hint, input: given });
  return z.NEVER;
}

function cpuHint(): string {
  const sizes = fargateCpuUnits().map((units) => `${units} (${units / UNITS_PER_VCPU} vCPU)`);
  return `CPU units such as 512, or "0.5 vCPU"; Fargate has ${sizes.join(", ")}`;
}

function memoryHint(): string {
  const [smallest = 0] = fargateMemoriesMiB();
  const largest = fargateMemoriesMiB().at(-1) ?? 0;
  return `MiB such as 1024, or "1 GB"; Fargate has from ${smallest} MiB (0.5 GB) to ${largest} MiB (${largest / MIB_PER_GB} GB)`;
}
