import { beforeEach, describe, expect, test } from "@jest/globals";
import { deleteEvent, pullRequestEvent, pushEvent } from "../../local/github/events.ts";
import { reasonToStay } from "../../src/commands/reason-to-stay.ts";
import { HEAD_SHA, playGitHub, PULL_REQUEST, REPOSITORY } from "../github/played.ts";

const played = playGitHub();
const branch = PULL_REQUEST.head.ref;
const ANOTHER = { ...PULL_REQUEST, number: 8, base: { ref: "release", sha: "c".repeat(40) } };

describe("when a pull request was closed, its branch", () => {
  const reason = () => reasonToStay(played().github, { by: "branch", branch, isDeleted: false });

  beforeEach(() => {
    played().player.remember(pullRequestEvent("closed", PULL_REQUEST));
  });

  test("keeps nothing, for one request more than for the branch", async () => {
    expect(await reason()).toBeUndefined();
    expect(played().requests()).toEqual([
      `GET /repos/${REPOSITORY}/branches/feature%2Fa`,
      `GET /repos/${REPOSITORY}/pulls`,
    ]);
  });

  test("keeps what it has deployed while another pull request of it is open", async () => {
    const { player } = played();
    player.remember(pullRequestEvent("opened", ANOTHER));
    expect(await reason()).toBe(
      "feature/a is the head of pull request #8, which is open: what it has deployed stays. " +
        "To tear that down, name it: command destroy, with the input environment.",
    );
    player.remember(pullRequestEvent("closed", ANOTHER));
    expect(await reason()).toBeUndefined();
  });

  test("keeps it, too, when the very same one was reopened in the meantime", async () => {
    played().player.remember(pullRequestEvent("reopened", PULL_REQUEST));
    expect(await reason()).toMatch(/pull request #7, which is open/);
  });

  test.each(["somebody/etl", "acme/etl-fork"])(
    "keeps nothing for an open one of the fork %s",
    async (fork) => {
      played().player.remember(pullRequestEvent("opened", { ...ANOTHER, headRepository: fork }));
      expect(await reason()).toBeUndefined();
    },
  );

  test("is not asked for open ones when it is gone", async () => {
    const gone = { repository: REPOSITORY, refType: "branch", ref: branch } as const;
    played().player.remember(deleteEvent({ ...gone, defaultBranchSha: PULL_REQUEST.base.sha }));
    expect(await reason()).toBeUndefined();
    expect(played().requests()).toHaveLength(1);
  });

  test("keeps everything as long as GitHub does not tell: the run fails, and may be run again", async () => {
    const { player, connect } = played();
    await expect(
      reasonToStay(connect({ token: "expired" }), { by: "branch", branch, isDeleted: false }),
    ).rejects.toMatchObject({ reason: "github-unauthorized" });
    player.deny("pull-requests");
    await expect(reason()).rejects.toMatchObject({
      reason: "github-permission-missing",
      message: expect.stringContaining("permissions:\n  pull-requests: read"),
    });
    await expect(reason()).rejects.toMatchObject({ reason: "github-permission-missing" });
  });

  test("is left alone when it is protected", async () => {
    played().player.addBranch(REPOSITORY, { name: branch, sha: HEAD_SHA, isProtected: true });
    expect(await reason()).toBe("feature/a is a protected branch, which no event tears down.");
  });
});

describe("when a branch was deleted, it", () => {
  const reason = () => reasonToStay(played().github, { by: "branch", branch: "feature/b", isDeleted: true });

  test("keeps nothing", async () => {
    expect(await reason()).toBeUndefined();
  });

  test("keeps what it has deployed when it is there again", async () => {
    played().player.remember(
      pushEvent({ repository: REPOSITORY, ref: "refs/heads/feature/b", sha: HEAD_SHA }),
    );
    expect(await reason()).toMatch(
      /^feature\/b was deleted and is there again: what it has deployed stays\./,
    );
  });

  test("keeps nothing when it bears another name by now", async () => {
    const { player } = played();
    player.remember(pushEvent({ repository: REPOSITORY, ref: "refs/heads/feature/b", sha: HEAD_SHA }));
    player.renameBranch(REPOSITORY, "feature/b", "feature/c");
    expect(await reason()).toBeUndefined();
  });
});
