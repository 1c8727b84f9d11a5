/**
 * The pairs that Fargate accepts, as AWS documents them under "Fargate task CPU and memory": CPU units
 * to memory in MiB, either a list or a range with a step.
 */
const SIZES: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, range(1024, 4096, 1024)],
  [1024, range(2048, 8192, 1024)],
  [2048, range(4096, 16_384, 1024)],
  [4096, range(8192, 30_720, 1024)],
  [8192, range(16_384, 61_440, 4096)],
  [16_384, range(32_768, 122_880, 8192)],
]);

/** Nothing when Fargate runs such a task, else a sentence that lists what it would run. */
export function fargateSizeProblem(cpu: number, memoryMiB: number): string | undefined {
  const memories = SIZES.get(cpu);
  if (memories === undefined) {
    return `Fargate has no task with ${cpu} CPU units: use ${listed([...SIZES.keys()])}`;
  }
  if (memories.includes(memoryMiB)) return undefined;
  return `Fargate has no task with ${cpu} CPU units and ${memoryMiB} MiB of memory: use ${listed(memories)} MiB`;
}

/** All CPU sizes, in units, the smallest first. */
export function fargateCpuUnits(): number[] {
  return [...SIZES.keys()];
}

/** All memory sizes, in MiB, of any CPU size, the smallest first. */
export function fargateMemoriesMiB(): number[] {
  return [...new Set([...SIZES.values()].flat())].sort((a, b) => a - b);
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}

function listed(values: readonly number[]): string {
  return values.length === 1
    ? String(values[0])
    : `${values.slice(0, -1).join(", ")} or ${String(values.at(-1))}`;
}
