import { z } from "zod";

/** One message of Terraform's machine-readable UI (`-json`), in the parts that this action uses. */
export type TerraformEvent = z.output<typeof uiMessage> | OtherEvent;

/** A message of a type (or a shape) that is not used here, or a line that is no message at all. */
export interface OtherEvent {
  readonly type: "other";
  readonly message: string;
}

export type Diagnostic = z.output<typeof diagnostic>;

/**
 * Reads one line of the stream. It never fails: Terraform adds message types in minor versions, and its
 * wrappers and providers write plain text between them.
 */
export function parseEvent(line: string): TerraformEvent {
  const json = parseJson(line);
  const known = uiMessage.safeParse(json);
  if (known.success) return known.data;
  const other = z.object({ "@message": z.string() }).safeParse(json);
  return { type: "other", message: other.success ? other.data["@message"] : line };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const resource = z.object({ addr: z.string() });

const diagnostic = z
  .object({
    severity: z.enum(["error", "warning"]),
    summary: z.string(),
    detail: z.string().default(""),
    address: z.string().optional(),
  })
  .readonly();

const planned = z
  .object({ resource, action: z.string(), reason: z.string().optional() })
  .transform(({ resource, action, reason }) => ({
    address: resource.addr,
    action,
    ...(reason === undefined ? {} : { reason }),
  }));

const hook = z
  .object({ resource, action: z.string() })
  .transform(({ resource, action }) => ({ address: resource.addr, action }));

const timedHook = z
  .object({
    resource,
    action: z.string(),
    elapsed_seconds: z.number(),
    // Of a resource that was made: its attribute of this name, which for most is `id`.
    id_value: z.string().optional(),
  })
  .transform(({ resource, action, elapsed_seconds: elapsedSeconds, id_value: id }) => ({
    address: resource.addr,
    action,
    elapsedSeconds,
    ...(id === undefined ? {} : { id }),
  }));

const refreshHook = z.object({ resource }).transform(({ resource }) => ({ address: resource.addr }));

const uiMessage = z.discriminatedUnion("type", [
  z
    .object({ type: z.literal("version"), terraform: z.string() })
    .transform(({ type, terraform }) => ({ type, terraformVersion: terraform })),
  z
    .object({ type: z.enum(["planned_change", "resource_drift"]), change: planned })
    .transform(({ type, change }) => ({ type, ...change })),
  z
    .object({
      type: z.literal("change_summary"),
      changes: z.object({
        operation: z.enum(["plan", "apply", "destroy"]),
        add: z.number(),
        change: z.number(),
        remove: z.number(),
      }),
    })
    .transform(({ type, changes }) => ({ type, ...changes })),
  z.object({ type: z.literal("apply_start"), hook }).transform(({ type, hook }) => ({ type, ...hook })),
  z
    .object({ type: z.enum(["apply_progress", "apply_complete", "apply_errored"]), hook: timedHook })
    .transform(({ type, hook }) => ({ type, ...hook })),
  z
    .object({ type: z.enum(["refresh_start", "refresh_complete"]), hook: refreshHook })
    .transform(({ type, hook }) => ({ type, ...hook })),
  z.object({ type: z.literal("diagnostic"), diagnostic }),
  // A sensitive output comes without its value.
  z.object({
    type: z.literal("outputs"),
    outputs: z.record(z.string(), z.object({ sensitive: z.boolean(), value: z.unknown().optional() })),
  }),
  z.object({ type: z.literal("state_lock_acquire") }),
]);
