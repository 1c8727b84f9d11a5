import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { TerraformEvent } from "../../src/terraform/events.ts";
import { logLine } from "../../src/terraform/log-lines.ts";

const address = "aws_sqs_queue.task_events";

test.each<[TerraformEvent, string | undefined]>([
  [{ type: "planned_change", address, action: "create" }, "aws_sqs_queue.task_events  to create"],
  [
    { type: "resource_drift", address, action: "update" },
    "aws_sqs_queue.task_events  changed outside Terraform",
  ],
  [
    { type: "apply_complete", address, action: "create", elapsedSeconds: 25 },
    "aws_sqs_queue.task_events  created  25 s",
  ],
  [
    { type: "apply_complete", address, action: "update", elapsedSeconds: 2 },
    "aws_sqs_queue.task_events  updated  2 s",
  ],
  [
    { type: "apply_complete", address, action: "delete", elapsedSeconds: 2 },
    "aws_sqs_queue.task_events  destroyed  2 s",
  ],
  [
    { type: "apply_complete", address, action: "new", elapsedSeconds: 2 },
    "aws_sqs_queue.task_events  new complete  2 s",
  ],
  [
    { type: "apply_errored", address, action: "create", elapsedSeconds: 3 },
    "aws_sqs_queue.task_events  create failed  3 s",
  ],
  [
    { type: "apply_progress", address, action: "create", elapsedSeconds: 30 },
    "aws_sqs_queue.task_events  creating  30 s",
  ],
  [{ type: "apply_progress", address, action: "create", elapsedSeconds: 20 }, undefined],
  [
    { type: "change_summary", operation: "plan", add: 3, change: 0, remove: 1 },
    "3 to add, 0 to change, 1 to destroy",
  ],
  [
    { type: "change_summary", operation: "apply", add: 3, change: 0, remove: 1 },
    "3 added, 0 changed, 1 destroyed",
  ],
  [
    {
      type: "diagnostic",
      diagnostic: { severity: "error", summary: "Bad", detail: "line one\n  line two", address },
    },
    "Error: Bad (aws_sqs_queue.task_events): line one line two",
  ],
  [{ type: "diagnostic", diagnostic: { severity: "warning", summary: "Old", detail: "" } }, "Warning: Old"],
  [{ type: "state_lock_acquire" }, "waiting for the state lock"],
  [{ type: "apply_start", address, action: "create" }, undefined],
  [{ type: "refresh_start", address }, undefined],
  [{ type: "version", terraformVersion: "1.11.4" }, undefined],
  [{ type: "outputs", outputs: { a: { sensitive: false, value: "x" } } }, undefined],
  [{ type: "other", message: "anything" }, undefined],
])("%j", (event, line) => {
  expect(logLine(event)).toBe(line);
});

test("a resource's progress is told at most once in any half minute, and at least once a minute", () => {
  // Terraform's ticks come 10 s apart or a little later.
  const ticks = fc.array(fc.integer({ min: 10, max: 11 }), { minLength: 12, maxLength: 60 });
  fc.assert(
    fc.property(ticks, (steps) => {
      let elapsedSeconds = 0;
      const told: number[] = [];
      for (const step of steps) {
        elapsedSeconds += step;
        const event = { type: "apply_progress", address, action: "create", elapsedSeconds } as const;
        if (logLine(event) !== undefined) told.push(elapsedSeconds);
      }
      const gaps = told.slice(1).map((time, index) => time - (told[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(66);
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(30 - 9);
    }),
  );
});
