import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isScalar, isSeq, parseDocument } from "yaml";

export const SETTINGS = join(import.meta.dirname, "..", "..", ".checkov.yaml");

/** A check that is left out. */
export interface Skip {
  readonly check: string;
  /** The comment above it; "" without one. */
  readonly reason: string;
}

/** What `.checkov.yaml` leaves out. */
export function skips(): Skip[] {
  const list = parseDocument(readFileSync(SETTINGS, "utf8")).get("skip-check");
  if (!isSeq(list)) throw new Error(".checkov.yaml has no list skip-check.");
  return list.items.filter(isScalar).map(({ value, commentBefore }, index) => ({
    check: String(value),
    // A comment above the first item belongs to the list.
    reason: ((index === 0 ? list.commentBefore : commentBefore) ?? "").replaceAll(/\s+/g, " ").trim(),
  }));
}
