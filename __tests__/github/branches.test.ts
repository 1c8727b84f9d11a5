import { expect, test } from "@jest/globals";
import { readBranch } from "../../src/github/branches.ts";
import { pushEvent } from "../../local/github/events.ts";
import { HEAD_SHA, playGitHub, REPOSITORY } from "./played.ts";

const played = playGitHub();

test("a branch that is there tells whether it is protected", async () => {
  const { player, github } = played();
  player.remember(pushEvent({ repository: REPOSITORY, ref: "refs/heads/feature/b", sha: HEAD_SHA }));
  expect(await readBranch(github, "feature/b")).toEqual({ isProtected: false });
});

test("of one that is gone there is nothing to read", async () => {
  expect(await readBranch(played().github, "feature/gone")).toBeUndefined();
});

test("a branch that bears another name by now is gone, though GitHub leads from the old name to the new", async () => {
  const { player, github, requests } = played();
  player.renameBranch(REPOSITORY, "feature/a", "feature/b");
  expect(await readBranch(github, "feature/a")).toBeUndefined();
  expect(requests()).toEqual([
    `GET /repos/${REPOSITORY}/branches/feature%2Fa`,
    `GET /repos/${REPOSITORY}/branches/feature%2Fb`,
  ]);
  expect(await readBranch(github, "feature/b")).toEqual({ isProtected: false });
});

test("a repository that the token may not see is no branch that is gone", async () => {
  const github = { ...played().github, repository: { owner: "acme", repo: "elsewhere" } };
  await expect(readBranch(github, "feature/a")).rejects.toMatchObject({
    reason: "github-not-found",
    status: 404,
  });
});
