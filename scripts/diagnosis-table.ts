import { markdownTable } from "markdown-table";
import { type Row, sentence } from "../src/diagnosis/row.ts";
import { DIAGNOSES } from "../src/diagnosis/table.ts";

/** What the action can tell of a failure, as a page: one line for each cause. */
export function diagnosisPage(): string {
  return `# What a failure can mean

The causes that a failed deployment is told with, most certain first, and what a check of the proof found before all. The name is the output \`failure-reason\`. What
no row explains is called unknown: the report shows what was seen, and the output is \`worker-not-registered\`. Made from \`src/diagnosis\` by \`npm run generate\`.

${markdownTable([["failure-reason", "cause", "what to do"], ...DIAGNOSES.map(cells)], { alignDelimiters: false })}
`;
}

function cells(row: Row): string[] {
  const text = (words: string) => sentence(words, row).replaceAll("|", "\\|").replaceAll("<", "&lt;");
  return [`[\`${row.id}\`](${row.reference})`, text(row.cause), text(row.remedy)];
}
