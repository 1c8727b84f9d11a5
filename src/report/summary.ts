import { renderPage } from "./page.ts";
import type { Story } from "./story.ts";

/** GitHub refuses more than 1 MiB in UTF-8, where a UTF-16 unit takes at most three bytes. */
export const SUMMARY_CHARACTERS = Math.floor(1024 ** 2 / 3);

/** The job summary: what the comment tells, with room for the whole plan. Redact the story first. */
export function renderSummary(story: Story): string {
  return renderPage(story, {
    characters: SUMMARY_CHARACTERS,
    resourceCharacters: 100_000,
    valueCharacters: 20_000,
    elsewhere: "see the log of the run",
  });
}
