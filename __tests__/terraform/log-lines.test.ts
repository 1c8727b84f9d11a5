import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { TerraformEvent } from "../../src/terraform/events.ts";
import { logLines } from "../../src/terraform/log-lines.ts";

const address = "aws_sqs_queue.task_events";

test.each<[TerraformEvent, string | undefined]>([
  [{ type: "planned_change", address, action: "create" }, "aws_sqs_queue.task_events  to create"],
  [{ type: "resource_drift", address, action: "update" }, undefined],
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
  expect(logLines()(event)).toBe(line);
});

test("a resource's progress is told again after 30 s, and never sooner, however the ticks fall", () => {
  const ticks = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(ticks, (steps) => {
      const read = logLines();
      let elapsedSeconds = 0;
      let told = 0;
      for (const step of steps) {
        elapsedSeconds += step;
        const line = read({ type: "apply_progress", address, action: "create", elapsedSeconds });
        expect(line !== undefined).toBe(elapsedSeconds - told >= 30);
        if (line !== undefined) told = elapsedSeconds;
      }
    }),
  );
});

test("each resource has a half minute of its own", () => {
  const read = logLines();
  const progress = { type: "apply_progress", action: "create" } as const;
  expect(read({ ...progress, address: "a.one", elapsedSeconds: 30 })).toBe("a.one  creating  30 s");
  expect(read({ ...progress, address: "a.two", elapsedSeconds: 30 })).toBe("a.two  creating  30 s");
  expect(read({ ...progress, address: "a.one", elapsedSeconds: 40 })).toBeUndefined();
});
