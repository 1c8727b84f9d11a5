import { describe, expect, test } from "@jest/globals";
import { newestPullRequestOf, pullRequestsOfPush } from "../../src/github/pull-requests.ts";
import { pullRequestEvent } from "../../local/github/events.ts";
import { HEAD_SHA, playGitHub, PULL_REQUEST, REPOSITORY } from "./played.ts";

const played = playGitHub();
const fork = { ...PULL_REQUEST, number: 8, headRepository: "somebody/etl" };

describe("a push", () => {
  test("to the head of an open pull request is heard by it, not by one of a fork's branch of that name", async () => {
    played().player.remember(pullRequestEvent("opened", fork));
    const heard = await pullRequestsOfPush(played().github, { sha: HEAD_SHA, branch: "feature/a" });
    expect(heard).toEqual([
      {
        number: 7,
        state: "open",
        head: { ref: "feature/a", sha: HEAD_SHA, isFork: false },
        base: { ref: "main" },
        url: expect.stringContaining(`${REPOSITORY}/pull/7`),
      },
    ]);
  });

  test("to the base is heard by the pull request that was merged with it, not by one that is open", async () => {
    const squash = "d".repeat(40);
    const merged = pullRequestEvent("closed", { ...PULL_REQUEST, number: 9, merged: true });
    played().player.remember(merged);
    played().player.addCommit(REPOSITORY, squash, [7, 9]);
    const heard = await pullRequestsOfPush(played().github, { sha: squash, branch: "main" });
    expect(heard).toMatchObject([{ number: 9, state: "merged" }]);
  });

  test("to a branch is not heard by a pull request that was merged into another", async () => {
    played().player.remember(pullRequestEvent("closed", { ...PULL_REQUEST, number: 9, merged: true }));
    played().player.addCommit(REPOSITORY, "d".repeat(40), [9]);
    const push = { sha: "d".repeat(40), branch: "release" };
    expect(await pullRequestsOfPush(played().github, push)).toEqual([]);
  });

  test("of a commit without a pull request is heard by none", async () => {
    played().player.addCommit(REPOSITORY, "e".repeat(40));
    const push = { sha: "e".repeat(40), branch: "main" };
    expect(await pullRequestsOfPush(played().github, push)).toEqual([]);
  });
});

test("the newest pull request of a branch is found, open or not, and never one of a fork", async () => {
  const { player, github } = played();
  player.remember(pullRequestEvent("closed", { ...PULL_REQUEST, number: 9 }));
  player.remember(pullRequestEvent("opened", { ...fork, number: 10 }));
  expect(await newestPullRequestOf(github, "feature/a")).toBe(9);
  expect(await newestPullRequestOf(github, "feature/b")).toBeUndefined();
});
