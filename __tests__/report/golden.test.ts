import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { renderComment } from "../../src/report/comment.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { STORIES } from "./stories.ts";

test.each(Object.entries(STORIES))("the comment of the story %s reads as its golden file", (name, story) => {
  expectGolden(`${name}.md`, renderComment(story));
});

test("the job summary reads as its golden file", () => {
  const { verified } = STORIES;
  expect(verified).toBeDefined();
  if (verified) expectGolden("summary-verified.md", renderSummary(verified));
});

/** `UPDATE_GOLDEN=1` writes the files anew; the difference is then reviewed like code. */
function expectGolden(file: string, rendered: string): void {
  const path = new URL(`__fixtures__/${file}`, import.meta.url);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, `${rendered}\n`);
  expect(`${rendered}\n`).toBe(readFileSync(path, "utf8"));
}
