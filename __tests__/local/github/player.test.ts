import { getOctokit } from "@actions/github";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { commitSha, deleteEvent, pullRequestEvent, pushEvent } from "../../../local/github/events.ts";
import { startGitHubPlayer, type GitHubPlayer } from "../../../local/github/player.ts";

const repository = "acme/etl";
const place = { owner: "acme", repo: "etl" };
const head = { ref: "feature/x", sha: commitSha("head") };
const base = { ref: "main", sha: commitSha("base") };
const number = 7;
const onIssue = { ...place, issue_number: number };

let player: GitHubPlayer;
beforeEach(async () => {
  player = await startGitHubPlayer();
  player.remember(pullRequestEvent("opened", { repository, number, head, base }));
});
afterEach(() => player.stop());

describe("What the player answers", () => {
  test("keeps to GitHub's description in every operation that it plays", async () => {
    const { rest } = octokit();
    const onComment = async (): Promise<{ comment_id: number }> => {
      const { data } = await rest.issues.createComment({ ...onIssue, body: "Me too" });
      return { comment_id: data.id };
    };
    const comment = { ...place, ...(await onComment()) };
    await rest.issues.getComment(comment);
    await rest.issues.updateComment({ ...comment, body: "Me three" });
    await rest.issues.listComments({ ...onIssue, since: "2020-01-01T00:00:00Z" });
    await rest.issues.deleteComment(comment);
    await rest.repos.get(place);
    await rest.repos.listBranches({ ...place, protected: false });
    await rest.repos.getBranch({ ...place, branch: "feature/x" });
    await rest.pulls.list({ ...place, head: "acme:feature/x", base: "main" });
    await rest.pulls.get({ ...place, pull_number: number });
    await rest.repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: head.sha });
    await rest.repos.createCommitStatus({ ...place, sha: head.sha, state: "success", target_url: null });
    await rest.repos.listCommitStatusesForRef({ ...place, ref: "heads/feature/x" });
    expect(player.violations).toEqual([]);
    expect(player.requests.map(({ status }) => Math.floor(status / 100))).toEqual(Array(13).fill(2));
  });

  test("knows the commit, the branch and the pull request of an event", async () => {
    const { rest } = octokit();
    const pulls = await rest.repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: head.sha });
    expect(pulls.data.map((pull) => [pull.number, pull.head.ref, pull.base.ref])).toEqual([
      [number, "feature/x", "main"],
    ]);
    const branch = await rest.repos.getBranch({ ...place, branch: "feature/x" });
    expect(branch.data.commit.sha).toBe(head.sha);
  });

  test("links the commit that a pull request was merged as", async () => {
    const merge = pullRequestEvent("closed", { repository, number, head, base, merged: true });
    player.remember(merge);
    const pulls = await octokit().rest.repos.listPullRequestsAssociatedWithCommit({
      ...place,
      commit_sha: merge.sha,
    });
    expect(pulls.data.map((pull) => [pull.number, pull.state])).toEqual([[number, "closed"]]);
  });

  test("follows a branch through a push, and forgets it once it is deleted", async () => {
    const branch = { ...place, branch: "feature/x" };
    const pushed = commitSha("pushed");
    player.remember(pushEvent({ repository, ref: "refs/heads/feature/x", sha: pushed }));
    expect((await octokit().rest.repos.getBranch(branch)).data.commit.sha).toBe(pushed);
    const deleted = { repository, refType: "branch", ref: "feature/x", defaultBranchSha: base.sha } as const;
    player.remember(deleteEvent(deleted));
    await expect(octokit().rest.repos.getBranch(branch)).rejects.toMatchObject({ status: 404 });
    const { data } = await octokit().rest.repos.listBranches(place);
    expect(data.map(({ name }) => name)).toEqual(["main"]);
  });

  test("keeps a branch's protection when the branch moves", async () => {
    player.addBranch(repository, { name: "main", sha: base.sha, isProtected: true });
    player.remember(pushEvent({ repository, ref: "refs/heads/main", sha: commitSha("pushed") }));
    const { data } = await octokit().rest.repos.listBranches({ ...place, protected: true });
    expect(data.map(({ name, commit }) => [name, commit.sha])).toEqual([["main", commitSha("pushed")]]);
  });

  test("tells comments by their authors", async () => {
    player.addComment(repository, number, { login: "mallory", body: "a forged plan" });
    await octokit().rest.issues.createComment({ ...onIssue, body: "the plan" });
    const { data } = await octokit().rest.issues.listComments(onIssue);
    expect(data.map(({ user, body }) => [user?.login, user?.type, body])).toEqual([
      ["mallory", "User", "a forged plan"],
      ["github-actions[bot]", "Bot", "the plan"],
    ]);
    const viewer = await octokit().graphql("query { viewer { login } }");
    expect(viewer).toEqual({ viewer: { login: "github-actions[bot]" } });
    expect(player.violations).toEqual([]);
  });
});

describe("Paging", () => {
  beforeEach(() => {
    for (let index = 1; index <= 205; index += 1) {
      player.addComment(repository, number, { login: "someone", body: String(index) });
    }
  });

  test("leads a client through all comments", async () => {
    const { paginate, rest } = octokit();
    const comments = await paginate(rest.issues.listComments, { ...onIssue, per_page: 100 });
    expect(comments.map(({ body }) => body)).toEqual(
      Array.from({ length: 205 }, (_, index) => `${index + 1}`),
    );
    expect(player.requests).toHaveLength(3);
  });

  test.each([
    ["?per_page=100", 100, ["next=2", "last=3"]],
    ["?per_page=100&page=2", 100, ["prev=1", "next=3", "last=3", "first=1"]],
    ["?per_page=100&page=3", 5, ["prev=2", "first=1"]],
    ["?per_page=500", 100, ["next=2", "last=3"]],
    ["", 30, ["next=2", "last=7"]],
  ])("of %p shows %p comments and links to %p", async (query, count, links) => {
    const response = await request("GET", `/repos/acme/etl/issues/7/comments${query}`);
    expect(await response.json()).toHaveLength(count);
    const named = [...(response.headers.get("link") ?? "").matchAll(/[?&]page=(\d+)>; rel="(\w+)"/g)];
    expect(named.map(([, page, relation]) => `${relation}=${page}`)).toEqual(links);
  });
});

describe("What GitHub refuses", () => {
  test("is a token that it does not know", async () => {
    const response = await request("GET", "/repos/acme/etl", { authorization: "token wrong" });
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ message: "Bad credentials" }),
    ]);
  });

  test.each([
    ["a repository", "GET", "/repos/acme/other", 404, undefined],
    ["a branch", "GET", "/repos/acme/etl/branches/other", 404, undefined],
    ["a pull request", "POST", "/repos/acme/etl/issues/8/comments", 404, { body: "Me too" }],
    ["a commit", "POST", "/repos/acme/etl/statuses/0123", 422, { state: "success" }],
  ])("is %s that it does not have", async (_, method, path, status, body) => {
    expect((await request(method, path, { body })).status).toBe(status);
    expect(player.violations).toEqual([]);
  });

  test.each([
    ["comment", 65_536, "/repos/acme/etl/issues/7/comments", "body", {}],
    ["commit status", 140, `/repos/acme/etl/statuses/${head.sha}`, "description", { state: "success" }],
  ])("is a %s of more than %p characters", async (_, limit, path, field, rest) => {
    const fits = await request("POST", path, { body: { ...rest, [field]: "💚".repeat(limit) } });
    const tooLong = await request("POST", path, { body: { ...rest, [field]: "💚".repeat(limit + 1) } });
    expect([fits.status, tooLong.status]).toEqual([201, 422]);
    expect(JSON.stringify(await tooLong.json())).toContain(`too long (maximum is ${limit} characters)`);
    expect(player.violations).toEqual([]);
  });

  test("is a write that the workflow has no permission for, while it may still read", async () => {
    player.deny("issues");
    const comments = "/repos/acme/etl/issues/7/comments";
    const written = await request("POST", comments, { body: { body: "Me too" } });
    expect(written.status).toBe(403);
    expect(written.headers.get("x-accepted-github-permissions")).toBe("issues=write; pull_requests=write");
    expect(await written.json()).toMatchObject({
      message: "Resource not accessible by integration",
      status: "403",
    });
    expect((await request("GET", comments)).status).toBe(200);
    expect(player.comments(repository, number)).toEqual([]);
    expect(player.violations).toEqual([]);
  });

  test.each([429, 403] as const)("is one request, with %p, when it throttles", async (status) => {
    player.throttleNext({ status, retryAfterSeconds: 3 });
    const throttled = await request("GET", "/repos/acme/etl");
    expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([status, "3"]);
    expect(await throttled.text()).toContain("secondary rate limit");
    expect((await request("GET", "/repos/acme/etl")).status).toBe(200);
  });
});

describe("A violation", () => {
  test.each([
    ["an operation that is not played", "GET", "/user", undefined, "is not played"],
    ["a field that is missing", "POST", "/repos/acme/etl/issues/7/comments", {}, "required property 'body'"],
    ["a body that is missing", "POST", "/repos/acme/etl/issues/7/comments", undefined, "body: is missing"],
    ["a body where none belongs", "DELETE", "/repos/acme/etl/issues/comments/1", {}, "has to be empty"],
    [
      "a field that is misspelt",
      "POST",
      "/repos/acme/etl/statuses/1",
      { state: "success", dscription: "" },
      "dscription",
    ],
    ["a value that is not allowed", "POST", "/repos/acme/etl/statuses/1", { state: "good" }, "pending"],
    ["a path parameter of another type", "GET", "/repos/acme/etl/pulls/seven", undefined, "must be integer"],
    ["a query parameter that does not exist", "GET", "/repos/acme/etl/pulls?perpage=5", undefined, "perpage"],
    [
      "a GraphQL query of something else",
      "POST",
      "/graphql",
      { query: "{ rateLimit { cost } }" },
      "rateLimit",
    ],
  ])("is %s", async (_, method, path, body, message) => {
    const response = await request(method, path, { body });
    expect(response.status).toBe(500);
    expect(player.violations).toEqual([expect.stringContaining(message)]);
  });

  test("is an answer that breaks the description", async () => {
    const event = pushEvent({ repository: "acme/broken", ref: "refs/heads/main", sha: commitSha("pushed") });
    const broken = { ...event.payload.repository, default_branch: 1 as unknown as string };
    player.remember({ ...event, payload: { ...event.payload, repository: broken } });
    expect((await request("GET", "/repos/acme/broken")).status).toBe(500);
    expect(player.violations).toEqual(["GET /repos/acme/broken: answer 200/default_branch: must be string"]);
  });
});

function octokit(): ReturnType<typeof getOctokit> {
  return getOctokit(player.token, { baseUrl: player.url });
}

function request(
  method: string,
  path: string,
  { body, authorization = `Bearer ${player.token}` }: { body?: unknown; authorization?: string } = {},
): Promise<Response> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${player.url}${path}`, { method, headers: { authorization }, ...sent });
}
