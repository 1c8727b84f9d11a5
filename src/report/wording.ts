import type { PlanCounts } from "../terraform/plan-summary.ts";

/** `2 workers`, `1 worker`, `1,204 resources`. */
export function count(quantity: number, noun: string): string {
  return `${quantity.toLocaleString("en-US")} ${noun}${quantity === 1 ? "" : "s"}`;
}

/** `3 to add, 1 to change, 2 to destroy`: Terraform's own words and order. */
export function planCounts({ add, change, destroy }: PlanCounts): string {
  return `${add} to add, ${change} to change, ${destroy} to destroy`;
}

/** `45 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `2026-11-23 14:03 UTC` */
export function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** As many characters of a commit as people use to name it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}

/** At most `limit` UTF-16 units of a text, an ellipsis included; no character is split. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The same, cut between two words where there are any. */
export function clipAtWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const clipped = clip(text, limit);
  const end = clipped.lastIndexOf(" ");
  return end > limit / 2 ? `${clipped.slice(0, end)}…` : clipped;
}
