import { describe, expect, test } from "@jest/globals";
import { fargateSizeProblem } from "../../src/config/fargate-sizes.ts";

/**
 * The table as AWS has it in GB (Developer Guide for Amazon ECS on Fargate, "Task CPU and memory"), written out
 * by hand: the code computes its own.
 */
const AWS_TABLE: readonly [cpu: number, memories: string][] = [
  [256, "0.5 1 2"],
  [512, "1 2 3 4"],
  [1024, "2 3 4 5 6 7 8"],
  [2048, "4 5 6 7 8 9 10 11 12 13 14 15 16"],
  [4096, "8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30"],
  [8192, "16 20 24 28 32 36 40 44 48 52 56 60"],
  [16_384, "32 40 48 56 64 72 80 88 96 104 112 120"],
];

describe.each(AWS_TABLE)("a Fargate task of %d CPU units", (cpu, memories) => {
  const allowed = memories.split(" ").map((gb) => Number(gb) * 1024);

  test("has each memory of AWS's table", () => {
    expect(allowed.map((memory) => fargateSizeProblem(cpu, memory))).toEqual(allowed.map(() => undefined));
  });

  test("has no other, and is told all that it may have", () => {
    const others = candidates().filter((memory) => !allowed.includes(memory));
    const list = `${allowed.slice(0, -1).join(", ")} or ${String(allowed.at(-1))} MiB`;
    expect(others.map((memory) => fargateSizeProblem(cpu, memory))).toEqual(
      others.map(
        (memory) => `Fargate has no task with ${cpu} CPU units and ${memory} MiB of memory: use ${list}`,
      ),
    );
  });
});

test.each([1, 128, 255, 257, 768, 1536, 3072, 6144, 12_288, 32_768])(
  "no Fargate task has %d CPU units, and all that it may have are told",
  (cpu) => {
    expect(fargateSizeProblem(cpu, 4096)).toBe(
      `Fargate has no task with ${cpu} CPU units: use 256, 512, 1024, 2048, 4096, 8192 or 16384`,
    );
  },
);

/** Each quarter of a GB from none to more than the most there is, and what is one MiB off each whole one. */
function candidates(): number[] {
  const quarters = Array.from({ length: 4 * 128 + 1 }, (_, index) => index * 256);
  const beside = quarters.flatMap((memory) => (memory % 1024 === 0 ? [memory - 1, memory + 1] : []));
  return [...quarters, ...beside];
}
