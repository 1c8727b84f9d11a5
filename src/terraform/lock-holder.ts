import type { Diagnostic } from "./events.ts";

/** Who holds a state lock, in Terraform's own words. */
export interface LockHolder {
  readonly id: string;
  /** `user@host` of the process that took the lock. */
  readonly who: string;
  /** When, as Terraform writes it: `2026-11-23 19:36:13.168637303 +0000 UTC`. */
  readonly created: string;
  /** `OperationTypeApply`, `OperationTypePlan`, … */
  readonly operation: string;
}

/**
 * Who holds the state, if that is what the diagnostics say. A lock that could not be taken for another
 * reason (no permission, no bucket) has the same summary but shows no holder.
 */
export function lockHolder(diagnostics: readonly Diagnostic[]): LockHolder | undefined {
  const refusal = diagnostics.find(({ summary }) => summary === "Error acquiring the state lock");
  if (!refusal?.detail.includes("Lock Info:")) return undefined;
  const id = field(refusal.detail, "ID");
  if (id === undefined) return undefined;
  return {
    id,
    who: field(refusal.detail, "Who") ?? "somebody unknown",
    created: field(refusal.detail, "Created") ?? "an unknown time",
    operation: field(refusal.detail, "Operation") ?? "unknown operation",
  };
}

function field(detail: string, name: string): string | undefined {
  return new RegExp(`^\\s*${name}:[ \\t]*(\\S.*)$`, "m").exec(detail)?.[1]?.trim();
}
