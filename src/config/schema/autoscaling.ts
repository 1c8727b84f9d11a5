import { z } from "zod";
import { cronProblem } from "./cron.ts";

const workers = z
  .int()
  .min(1, "at least 1: without a worker nobody hears of crashed flow runs, and no deployment can be proven")
  .max(50, "at most 50");

const scheduled = z
  .strictObject({
    cron: z
      .string()
      .regex(
        /^\S+( \S+){5}$/,
        'six fields as AWS has them: minutes, hours, day of month, month, day of week and year, such as "0 7 ? * MON-FRI *"',
      )
      .check(({ value, issues }) => {
        if (issues.length > 0) return;
        const problem = cronProblem(value);
        if (problem !== undefined) issues.push({ code: "custom", message: problem, input: value });
      })
      .describe("When these bounds begin to hold: minutes, hours, day of month, month, day of week, year."),
    min: workers.describe("Least number of workers from then on."),
    max: workers.describe("Greatest number of workers from then on."),
    timezone: z
      .string()
      .refine(isTimezone, "the IANA name of a time zone, such as Europe/Berlin")
      .default("UTC")
      .describe("Time zone of the cron expression."),
  })
  .check(boundsInOrder);

export const autoscaling = z
  .strictObject({
    min: workers.optional().describe("Least number of workers; `worker.count` when left out."),
    max: workers.describe("Greatest number of workers."),
    backlog_per_task: z
      .int()
      .min(1)
      .default(200)
      .describe("Task events that may wait for each worker; one works off about three a second."),
    oldest_event_seconds: z
      .int()
      .min(60)
      .max(3599, "less than 3600: after an hour ECS has forgotten the task, and its flow run stays Running")
      .default(120)
      .describe("How long a task event may wait until a worker is added at once."),
    cpu_percent: z.int().min(10).max(90).default(70).describe("CPU that the workers are kept at or below."),
    schedule: z
      .array(scheduled)
      .max(20)
      .default([])
      .describe("Other bounds at certain times; min and max are then those of the beginning."),
  })
  .check(boundsInOrder)
  .optional()
  .describe("Let the number of workers follow their load; without it there are always worker.count.");

/** What is wrong with a number of workers to begin with, or nothing. */
export function countProblem(count: number, bounds: z.output<typeof autoscaling>): string | undefined {
  if (bounds === undefined) return undefined;
  const { min, max } = bounds;
  if (min === undefined) return count <= max ? undefined : `more than autoscaling.max (${max})`;
  if (min > max || (count >= min && count <= max)) return undefined;
  return `not between autoscaling.min (${min}) and autoscaling.max (${max}): a first deployment begins with it`;
}

function boundsInOrder({ value: { min, max }, issues }: z.core.ParsePayload<Bounds>): void {
  if (min === undefined || min <= max) return;
  issues.push({ code: "custom", message: `more than max (${max})`, path: ["min"], input: min });
}

interface Bounds {
  readonly min?: number | undefined;
  readonly max: number;
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
