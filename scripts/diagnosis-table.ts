import { markdownTable } from "markdown-table";
import { type Row, sentence } from "../src/diagnosis/row.ts";
import { DIAGNOSES } from "../src/diagnosis/table.ts";
import { FAILURE_REASONS } from "../src/failure-reasons.ts";

/** What the action can tell of a failure, as a page: a line for each cause, and for each other `failure-reason`. */
export function diagnosisPage(): string {
  return `# What a failure can mean

The output \`failure-reason\` is the stable name of a cause, or else of what happened. Both tables are made by \`npm run generate\`, from \`src/diagnosis\` and \`src/failure-reasons.ts\`.

## Causes

What a failed deployment is told with, most certain first, and what a check of the proof found before all. What no row explains is called unknown, and the report shows what was seen; the output is then \`worker-not-registered\`, or \`smoke-run-failed\` where the flow run of the proof is what failed.

${table(["failure-reason", "cause", "what to do"], DIAGNOSES.map(causeCells))}

## Other reasons

What to do about these, the message of the failed run says.

${table(["failure-reason", "meaning"], Object.entries(FAILURE_REASONS).map(reasonCells))}
`;
}

function reasonCells([name, meaning]: [string, string]): string[] {
  return [`\`${name}\``, meaning];
}

function causeCells(row: Row): string[] {
  const text = (words: string) => sentence(words, row).replaceAll("|", "\\|").replaceAll("<", "&lt;");
  return [`[\`${row.id}\`](${row.reference})`, text(row.cause), text(row.remedy)];
}

function table(header: string[], rows: string[][]): string {
  return markdownTable([header, ...rows], { alignDelimiters: false });
}
