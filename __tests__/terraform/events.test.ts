import { describe, expect, test } from "@jest/globals";
import { parseEvent } from "../../src/terraform/events.ts";

const resource = { addr: "aws_sqs_queue.task_events", resource_type: "aws_sqs_queue", resource_key: null };
const address = resource.addr;

describe("a message becomes an event", () => {
  test.each<[object, object]>([
    [
      { type: "version", terraform: "1.11.4", ui: "1.2" },
      { type: "version", terraformVersion: "1.11.4" },
    ],
    [
      { type: "planned_change", change: { resource, action: "create" } },
      { type: "planned_change", address, action: "create" },
    ],
    [
      { type: "planned_change", change: { resource, action: "replace", reason: "cannot_update" } },
      { type: "planned_change", address, action: "replace", reason: "cannot_update" },
    ],
    [
      { type: "resource_drift", change: { resource, action: "update" } },
      { type: "resource_drift", address, action: "update" },
    ],
    [
      { type: "change_summary", changes: { operation: "plan", add: 3, change: 2, remove: 1, import: 0 } },
      { type: "change_summary", operation: "plan", add: 3, change: 2, remove: 1 },
    ],
    [
      { type: "apply_start", hook: { resource, action: "create" } },
      { type: "apply_start", address, action: "create" },
    ],
    ...["apply_progress", "apply_complete", "apply_errored"].map((type): [object, object] => [
      { type, hook: { resource, action: "create", elapsed_seconds: 25 } },
      { type, address, action: "create", elapsedSeconds: 25 },
    ]),
    [
      {
        type: "apply_complete",
        hook: { resource, action: "create", elapsed_seconds: 1, id_key: "id", id_value: "subnet-0a" },
      },
      { type: "apply_complete", address, action: "create", elapsedSeconds: 1, id: "subnet-0a" },
    ],
    ...["refresh_start", "refresh_complete"].map((type): [object, object] => [
      { type, hook: { resource } },
      { type, address },
    ]),
    [
      {
        type: "diagnostic",
        diagnostic: { severity: "error", summary: "Bad", detail: "why", address, snippet: {} },
      },
      { type: "diagnostic", diagnostic: { severity: "error", summary: "Bad", detail: "why", address } },
    ],
    [
      { type: "diagnostic", diagnostic: { severity: "warning", summary: "Old" } },
      { type: "diagnostic", diagnostic: { severity: "warning", summary: "Old", detail: "" } },
    ],
    [
      {
        type: "outputs",
        outputs: { a: { sensitive: false, type: "string", value: "x" }, b: { sensitive: true } },
      },
      { type: "outputs", outputs: { a: { sensitive: false, value: "x" }, b: { sensitive: true } } },
    ],
    [{ type: "state_lock_acquire" }, { type: "state_lock_acquire" }],
  ])("%j", (message, event) => {
    expect(parseEvent(JSON.stringify({ "@level": "info", "@message": "…", ...message }))).toEqual(event);
  });
});

describe("what is not known passes through as a message", () => {
  test.each([
    ["an unknown type", '{"type":"ephemeral_op_start","@message":"Opening"}', "Opening"],
    ["a known type in another shape", '{"type":"apply_start","@message":"Creating","hook":{}}', "Creating"],
    ["JSON without a message", '{"a":1}', '{"a":1}'],
    ["plain text", "Warning: something", "Warning: something"],
    ["an empty line", "", ""],
    ["a JSON null", "null", "null"],
  ])("%s", (_, line, message) => {
    expect(parseEvent(line)).toEqual({ type: "other", message });
  });
});
