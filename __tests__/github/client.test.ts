import { describe, expect, test } from "@jest/globals";
import { setCommitStatus } from "../../src/github/commit-status.ts";
import { GitHubError } from "../../src/github/errors.ts";
import { writeStickyComment } from "../../src/github/sticky-comment.ts";
import { HEAD_SHA, playGitHub, PULL_REQUEST, REPOSITORY } from "./played.ts";

const played = playGitHub();
const status = { state: "success", description: "fine" } as const;
const key = { deployment: "etl-production", environment: "production" };
const comment = () => writeStickyComment(played().github, PULL_REQUEST.number, key, () => "text");

describe("a request that GitHub refuses", () => {
  test("for want of a permission names it, with the lines to paste", async () => {
    played().player.deny("issues");
    const error = await failureOf(comment());
    expect(error).toMatchObject({ status: 403, reason: "github-permission-missing" });
    expect(error.message).toMatch(
      /^GitHub refused POST \/repos\/acme\/etl\/issues\/{issue_number}\/comments: Resource not accessible by integration\. /,
    );
    expect(error.message).toMatch(/\npermissions:\n {2}pull-requests: write$/);
    expect(error.message).toContain("from a fork");
  });

  test("for want of another permission names that one", async () => {
    played().player.deny("statuses");
    const error = await failureOf(
      setCommitStatus(played().github, HEAD_SHA, "p", status, "https://x.example"),
    );
    expect(error.message).toMatch(/\npermissions:\n {2}statuses: write$/);
  });

  test("because the token is wrong names the input, never the token", async () => {
    const github = played().connect({ token: "ghs_wrong" });
    const error = await failureOf(setCommitStatus(github, HEAD_SHA, "p", status, "https://x.example"));
    expect(error).toMatchObject({ status: 401, reason: "github-unauthorized" });
    expect(error.message).toContain("Check the input github-token");
    expect(error.message).not.toContain("ghs_wrong");
  });

  test("because there is no such thing names the repository", async () => {
    const { octokit, repository } = played().github;
    const error = await failureOf(octokit.rest.pulls.get({ ...repository, pull_number: 404 }));
    expect(error).toMatchObject({ status: 404, reason: "github-not-found" });
    expect(error.message).toContain(`exists in ${REPOSITORY}`);
  });

  test("for the rate limit is made again after the time that GitHub asks for", async () => {
    const { player, github, warnings } = played();
    player.throttleNext({ status: 403, retryAfterSeconds: 1 });
    await setCommitStatus(github, HEAD_SHA, "production", status, "https://x.example");
    expect(player.statuses(REPOSITORY, HEAD_SHA)).toHaveLength(1);
    expect(warnings).toEqual(["GitHub's rate limit is reached: waiting 1 s."]);
  });

  test("for the rate limit is given up when the wait is too long", async () => {
    const { player, github, warnings } = played();
    player.throttleNext({ status: 403, retryAfterSeconds: 3_600 });
    const error = await failureOf(setCommitStatus(github, HEAD_SHA, "p", status, "https://x.example"));
    expect(error.reason).toBe("github-rate-limited");
    expect(warnings).toEqual(["GitHub's rate limit is reached: not waiting 3600 s."]);
  });
});

test("the owner of the token is asked for once", async () => {
  const { github, requests } = played();
  expect(await Promise.all([github.login(), github.login()])).toEqual(Array(2).fill("github-actions[bot]"));
  expect(requests()).toEqual(["POST /graphql"]);
});

async function failureOf(request: Promise<unknown>): Promise<GitHubError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof GitHubError) return error;
    throw error;
  }
  throw new Error("The request was not refused.");
}
