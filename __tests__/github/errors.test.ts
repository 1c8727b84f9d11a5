import { describe, expect, test } from "@jest/globals";
import { GitHubError } from "../../src/github/errors.ts";

const request = { method: "POST", url: "/repos/{owner}/{repo}/statuses/{sha}", repository: "acme/etl" };
const refusal = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) =>
  Object.assign(new Error(message), { status, response: { headers } });
const NOT_ACCESSIBLE = "Resource not accessible by integration";

describe("a missing permission", () => {
  test.each([
    ["any one of several", "issues=write; pull_requests=write", "  pull-requests: write"],
    ["all of several", "contents=read,statuses=write", "  contents: read\n  statuses: write"],
    ["one", "statuses=write", "  statuses: write"],
  ])("is read from GitHub's header: %s", (_, accepted, lines) => {
    const error = refusal(403, NOT_ACCESSIBLE, { "x-accepted-github-permissions": accepted });
    expect(GitHubError.of(error, request).message.endsWith(`permissions:\n${lines}`)).toBe(true);
  });

  test.each([
    ["POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "pull-requests: write"],
    ["GET", "/repos/{owner}/{repo}/commits/{commit_sha}/pulls", "pull-requests: read"],
    ["POST", "/repos/{owner}/{repo}/statuses/{sha}", "statuses: write"],
    ["GET", "/repos/{owner}/{repo}/branches/{branch}", "contents: read"],
  ])("is known by the operation where the header is missing: %s %s", (method, url, line) => {
    const { message } = GitHubError.of(refusal(403, NOT_ACCESSIBLE), { ...request, method, url });
    expect(message.endsWith(`permissions:\n  ${line}`)).toBe(true);
  });
});

describe("another failure", () => {
  test.each([
    [refusal(403, "Unable to create comment because issue is locked."), "github-refused", 403],
    [refusal(429, "Too many requests"), "github-rate-limited", 429],
    [refusal(403, "You have exceeded a secondary rate limit."), "github-rate-limited", 403],
    [refusal(422, "Validation Failed"), "github-refused", 422],
    [refusal(502, "Bad Gateway"), "github-refused", 502],
    // Octokit gives a request without an answer this status.
    [Object.assign(new Error("fetch failed"), { status: 500 }), "github-unreachable", undefined],
  ])("%s has the reason %s and the status %s", (error, reason, status) => {
    const told = GitHubError.of(error, request);
    expect(told).toMatchObject({ reason, status, cause: error });
    expect(told.message).toContain(error.message.replace(/\.$/, ""));
  });

  test("is told without the address of GitHub's documentation", () => {
    const error = refusal(422, "Validation Failed - https://docs.github.com/rest/x");
    expect(GitHubError.of(error, request).message).toBe(
      "GitHub refused POST /repos/acme/etl/statuses/{sha}: Validation Failed. See GitHub's reason above.",
    );
  });
});
