import { expect, test } from "@jest/globals";
import { renderForTerminal } from "../../../scripts/demo/terminal-markdown.ts";
import type { Styled } from "../../../scripts/demo/terminal.ts";

const plain: Styled = (_, text) => text;
const tagged: Styled = (style, text) => `<${String(style)}>${text}</${String(style)}>`;

function rows(markdown: string, width = 60): string[] {
  return renderForTerminal(markdown, width, plain);
}

test("shows headings bold and values in colour", () => {
  expect(renderForTerminal("## Plan for `etl`", 60, tagged)).toEqual([
    "<bold>Plan for <cyan>etl</cyan></bold>",
  ]);
});

test("aligns the columns of a table, also beside an emoji, and wraps the last one", () => {
  const table = `| | Check | Evidence |
| - | - | - |
| ✅ | Prefect | all of its many words |
| … | Pool | few |`;
  expect(rows(table, 33)).toEqual([
    "    Check    Evidence",
    "✅  Prefect  all of its many",
    "             words",
    "…   Pool     few",
  ]);
});

test("reduces folded parts to their summaries, which stand close together", () => {
  const folded = (name: string) =>
    `<details><summary>➕ <code>${name}</code></summary>\n\n\`\`\`diff\n+ a\n\`\`\`\n\n</details>`;
  expect(rows(`Above\n\n${folded("x")}\n\n${folded("a&amp;b")}\n\nBelow`)).toEqual([
    ...["Above", "", "▸ ➕ x", "▸ ➕ a&b", "", "Below"],
  ]);
});

test("marks an alert with its kind", () => {
  expect(rows("> [!WARNING]\n> 2 resources are destroyed.")).toEqual([
    ...["┃ WARNING", "┃ 2 resources are destroyed."],
  ]);
});

test("wraps sentences and lists at the width", () => {
  expect(rows("one two three four\n\n- five six seven", 9)).toEqual([
    ...["one two", "three", "four", "", "• five", "  six", "  seven"],
  ]);
});

test("does not count colours as columns", () => {
  const coloured: Styled = (_, text) => `\u001b[36m${text}\u001b[39m`;
  expect(renderForTerminal("`one` `two`", 7, coloured)).toHaveLength(1);
});

test("shows neither HTML comments nor tags, and links by their labels", () => {
  expect(rows("<!-- header -->\n\n[Run](https://github.com) <sub>small &lt;print&gt;</sub>")).toEqual([
    "Run small <print>",
  ]);
});
