import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { commitSha, pullRequestEvent } from "../../../local/github/events.ts";
import { startGitHubPlayer, type GitHubPlayer } from "../../../local/github/player.ts";
import { watchComments } from "../../../scripts/demo/comment-watch.ts";
import { renderCommentHeader } from "../../../src/report/comment-header.ts";
import type { Phase } from "../../../src/report/story.ts";

const REPOSITORY = "octo-org/flows";
let github: GitHubPlayer;

beforeAll(async () => {
  github = await startGitHubPlayer();
  const tip = (ref: string) => ({ ref, sha: commitSha(ref) });
  github.remember(
    pullRequestEvent("opened", { repository: REPOSITORY, number: 7, head: tip("a"), base: tip("main") }),
  );
});
afterAll(() => github.stop());

test("remembers each text of a sticky comment, once, and leaves other people's comments alone", async () => {
  const told: string[] = [];
  const watch = watchComments(github, REPOSITORY, 7, ({ environment }, { phase }) => {
    told.push(`${environment} ${phase}`);
  });
  try {
    github.addComment(REPOSITORY, 7, { login: "octocat", body: "Nice!" });
    const { url } = github.addComment(REPOSITORY, 7, { login: github.login, body: sticky("applying") });
    watch.look();
    watch.look();
    await edit(url, sticky("verified"));
    watch.look();
  } finally {
    watch.stop();
  }
  expect(told).toEqual(["production applying", "production verified"]);
  expect(watch.comments.map(({ author, versions }) => [author, versions.map(({ body }) => body)])).toEqual([
    [github.login, [sticky("applying"), sticky("verified")]],
  ]);
});

function sticky(phase: Phase): string {
  const event = { phase, at: "2026-11-23T14:10:00.000Z", commit: "3f2a91c0", run: "https://github.com/r/1" };
  return renderCommentHeader({ deployment: "etl-production", environment: "production", history: [event] });
}

async function edit(url: string, body: string): Promise<void> {
  const response = await fetch(url.replace("https://api.github.com", github.url), {
    method: "PATCH",
    headers: { authorization: `token ${github.token}`, "content-type": "application/json" },
    body: JSON.stringify({ body }),
  });
  expect(response.status).toBe(200);
}
