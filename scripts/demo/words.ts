import type { StatusState } from "../../local/github/resources.ts";

/** `12.3 s`, `1 min 5 s` */
export function seconds(value: number): string {
  if (value < 60) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `20:14:05`, UTC */
export function timeOfDay(at: Date): string {
  return at.toISOString().slice(11, 19);
}

/** The first heading of a comment, as plain text. */
export function headlineOf(markdown: string): string {
  const heading = /^## (?<heading>.+)$/m.exec(markdown)?.groups?.["heading"] ?? "";
  return heading.replaceAll("`", "").replace(/<[^>]+>/g, "");
}

export const STATUS_ICONS: Readonly<Record<StatusState, string>> = {
  success: "✅",
  pending: "🟡",
  failure: "❌",
  error: "🛑",
};
