import { markdownTable } from "markdown-table";
import type { Check, Diagnosis, Verdict } from "../proof/verdict.ts";
import { details, fence, prose } from "./markdown.ts";
import { renderServing } from "./serving.ts";
import { clip, count, duration } from "./wording.ts";

/** More causes than these are guesses. */
const SHOWN_CAUSES = 3;
const SHOWN_CHECKS = 8;
const SHOWN_LOG_LINES = 30;
const LOG_LINE_CHARACTERS = 300;
const LOG_CHARACTERS = 6_000;

/** What was proven and how; when it failed, why, what to do, and what the worker said last. */
export function renderVerdict(verdict: Verdict): string {
  return [
    `### Proof: ${verdict.outcome} in ${duration(verdict.seconds)}`,
    ...verdict.causes.slice(0, SHOWN_CAUSES).map(renderCause),
    ...(verdict.serving === undefined ? [] : [renderServing(verdict.serving)]),
    ...(verdict.checks.length === 0 ? [] : [renderChecks(verdict.checks)]),
    ...(verdict.logTail.length === 0 ? [] : [renderLogTail(verdict.logTail)]),
  ].join("\n\n");
}

function renderCause({ cause, remedy, evidence, reference }: Diagnosis, index: number): string {
  const lines = [
    `**${index === 0 ? "Most likely" : "Or"}:** ${prose(cause)}`,
    `**What to do:** ${prose(remedy)}`,
    `**Seen:** ${prose(evidence)}`,
    ...(reference === undefined ? [] : [`**Documented:** <${reference}>`]),
  ];
  return lines.map((line) => `> ${line}`).join("\\\n");
}

function renderChecks(checks: readonly Check[]): string {
  const rows = checks
    .slice(0, SHOWN_CHECKS)
    .map(({ outcome, title, evidence }) => [OUTCOME_ICONS[outcome], prose(title, 200), prose(evidence)]);
  return markdownTable([["", "Check", "Evidence"], ...rows], { alignDelimiters: false });
}

const OUTCOME_ICONS: Readonly<Record<Check["outcome"], string>> = {
  passed: "✅",
  failed: "❌",
  skipped: "➖",
  unknown: "❔",
};

/** The newest lines that fit. */
function renderLogTail(lines: readonly string[]): string {
  const shown: string[] = [];
  let used = 0;
  for (const line of lines.slice(-SHOWN_LOG_LINES).toReversed()) {
    const clipped = clip(line, LOG_LINE_CHARACTERS);
    used += clipped.length + 1;
    if (used > LOG_CHARACTERS) break;
    shown.unshift(clipped);
  }
  return details(`Last ${count(shown.length, "line")} of the log`, fence("text", shown.join("\n")));
}
