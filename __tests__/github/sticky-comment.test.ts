import { describe, expect, test } from "@jest/globals";
import { writeStickyComment, type StickyComment } from "../../src/github/sticky-comment.ts";
import { renderCommentHeader } from "../../src/report/comment-header.ts";
import type { StoryEvent } from "../../src/report/story.ts";
import type { IssueComment } from "../../local/github/resources.ts";
import { playGitHub, PULL_REQUEST, REPOSITORY } from "./played.ts";

const played = playGitHub();
const { number } = PULL_REQUEST;
const COMMENTS = `/repos/${REPOSITORY}/issues/${number}/comments`;

const key = { deployment: "etl-production", environment: "production" };
const event: StoryEvent = { phase: "planned", at: "2026-11-23T13:40:00Z", commit: "c", run: "r" };

describe("the sticky comment", () => {
  test("is made where there is none, and its address returned", async () => {
    const { id, url } = await write("first");
    expect(played().player.comments(REPOSITORY, number)).toMatchObject([
      { id, html_url: url, body: body("first") },
    ]);
  });

  test("is written over where there is one, among others", async () => {
    seed("Looks good to me", "octocat");
    const own = seed(body("first"));
    expect(await write("second")).toEqual({ id: own.id, url: own.html_url });
    expect(bodies()).toEqual(["Looks good to me", body("second")]);
  });

  test("costs three requests: the owner of the token, one page of comments, the writing", async () => {
    await write("first");
    expect(played().requests().toSorted()).toEqual([`GET ${COMMENTS}`, "POST /graphql", `POST ${COMMENTS}`]);
  });

  test("is not written when nothing changed, whatever a browser made of its line ends", async () => {
    const own = seed(body("same").replaceAll("\n", "\r\n"));
    expect(await write("same")).toEqual({ id: own.id, url: own.html_url });
    expect(played().requests().toSorted()).toEqual([`GET ${COMMENTS}`, "POST /graphql"]);
  });

  test("gives its history to the one who writes it", async () => {
    seed(body("first", [event]));
    await writeStickyComment(played().github, number, key, (history) => body(JSON.stringify(history)));
    expect(bodies()).toEqual([body(JSON.stringify([event]))]);
  });

  test("is another one for another environment", async () => {
    const staging = renderCommentHeader({ deployment: "etl-staging", environment: "staging", history: [] });
    seed(staging);
    await write("production");
    expect(bodies()).toEqual([staging, body("production")]);
  });

  test("of somebody else with the same header is left alone", async () => {
    seed(body("a forgery"), "mallory");
    await write("ours");
    expect(bodies()).toEqual([body("a forgery"), body("ours")]);
  });

  test("is found on a later page, and no page after it is asked for", async () => {
    for (let i = 0; i < 150; i++) seed(`chatter ${i}`, "octocat");
    const own = seed(body("first"));
    for (let i = 0; i < 150; i++) seed(`more chatter ${i}`, "octocat");
    expect(await write("second")).toMatchObject({ id: own.id });
    expect(
      played()
        .requests()
        .filter((request) => request === `GET ${COMMENTS}`),
    ).toHaveLength(2);
  });

  test("is made anew when somebody deletes it between finding and writing", async () => {
    const own = seed(body("first"));
    const { github, requests } = played();
    let deleted: Promise<unknown> = Promise.resolve();
    const { id } = await writeStickyComment(github, number, key, () => {
      // The client sends its writes one after the other, in the order in which they were asked for.
      deleted = github.octokit.rest.issues.deleteComment({ ...github.repository, comment_id: own.id });
      return body("second");
    });
    await deleted;
    expect(id).not.toBe(own.id);
    expect(bodies()).toEqual([body("second")]);
    expect(requests().slice(-3)).toEqual([
      `DELETE /repos/${REPOSITORY}/issues/comments/${own.id}`,
      `PATCH /repos/${REPOSITORY}/issues/comments/${own.id}`,
      `POST ${COMMENTS}`,
    ]);
  });
});

function write(text: string): Promise<StickyComment> {
  return writeStickyComment(played().github, number, key, () => body(text));
}

function body(text: string, history: readonly StoryEvent[] = []): string {
  return `${renderCommentHeader({ ...key, history })}\n\n${text}`;
}

function seed(text: string, login = played().player.login): IssueComment {
  return played().player.addComment(REPOSITORY, number, { login, body: text });
}

function bodies(): string[] {
  return played()
    .player.comments(REPOSITORY, number)
    .map((comment) => comment.body);
}
