import { renderCommentHeader } from "./comment-header.ts";
import { continueHistory } from "./history.ts";
import { renderPage } from "./page.ts";
import type { Story } from "./story.ts";

/** GitHub's limit: "Body is too long (maximum is 65536 characters)". */
export const COMMENT_CHARACTERS = 65_536;

/** The sticky comment: a header that only we read, then the story. Redact the story first. */
export function renderComment(story: Story): string {
  const header = renderCommentHeader({
    deployment: story.deploymentName,
    environment: story.environment,
    history: continueHistory(story),
  });
  const page = renderPage(story, {
    characters: COMMENT_CHARACTERS - header.length - 2,
    resourceCharacters: 16_000,
    valueCharacters: 2_000,
    elsewhere: "see the job summary",
  });
  return `${header}\n\n${page}`;
}
