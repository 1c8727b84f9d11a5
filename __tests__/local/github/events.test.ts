import { describe, expect, test } from "@jest/globals";
import {
  commitSha,
  createEvent,
  deleteEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  scheduleEvent,
  workflowDispatchEvent,
} from "../../../local/github/events.ts";

const place = { repository: "acme/etl" };
const head = { ref: "feature/x", sha: commitSha("head") };
const base = { ref: "main", sha: commitSha("base") };
const pullRequest = { ...place, number: 7, head, base };
const defaultBranchSha = base.sha;

describe("An event", () => {
  test.each([
    ["an opened pull request", pullRequestEvent("opened", pullRequest), "refs/pull/7/merge"],
    ["a pull request pushed to", pullRequestEvent("synchronize", pullRequest), "refs/pull/7/merge"],
    ["a reopened pull request", pullRequestEvent("reopened", pullRequest), "refs/pull/7/merge"],
    ["a dismissed pull request", pullRequestEvent("closed", pullRequest), "refs/pull/7/merge"],
    [
      "a merged pull request",
      pullRequestEvent("closed", { ...pullRequest, merged: true }),
      "refs/heads/main",
    ],
    ["a push", pushEvent({ ...place, ref: "refs/heads/feature/x", sha: head.sha }), "refs/heads/feature/x"],
    ["a pushed tag", pushEvent({ ...place, ref: "refs/tags/v1", sha: head.sha }), "refs/tags/v1"],
    [
      "a deleted branch",
      deleteEvent({ ...place, refType: "branch", ref: "feature/x", defaultBranchSha }),
      "refs/heads/main",
    ],
    [
      "a deleted tag",
      deleteEvent({ ...place, refType: "tag", ref: "v1", defaultBranchSha }),
      "refs/heads/main",
    ],
    [
      "a new branch",
      createEvent({ ...place, refType: "branch", ref: "feature/x", sha: head.sha }),
      "refs/heads/feature/x",
    ],
    [
      "a merge group",
      mergeGroupEvent({ ...place, pullRequest: 7, base, headSha: head.sha }),
      `refs/heads/gh-readonly-queue/main/pr-7-${base.sha}`,
    ],
    [
      "a dispatch",
      workflowDispatchEvent({
        ...place,
        ref: "refs/heads/main",
        sha: base.sha,
        inputs: { environment: "preview" },
      }),
      "refs/heads/main",
    ],
    ["a schedule", scheduleEvent({ ...place, cron: "17 5 * * *", defaultBranchSha }), "refs/heads/main"],
  ])("of %s names the story's repository everywhere, and its ref", (_, event, ref) => {
    const told = JSON.stringify(event.payload);
    expect(told).not.toMatch(/Hello-World|octo-repo|octo-org/);
    expect(told).toContain("https://api.github.com/repos/acme/etl");
    expect(event.payload.repository).toMatchObject({
      name: "etl",
      full_name: "acme/etl",
      owner: { login: "acme" },
      default_branch: "main",
    });
    expect(event.ref).toBe(ref);
  });

  test("of a pull request agrees with itself about number, commits and branches", () => {
    const { payload } = pullRequestEvent("synchronize", pullRequest);
    expect(payload).toMatchObject({ action: "synchronize", number: 7, after: head.sha });
    expect(payload.pull_request).toMatchObject({
      number: 7,
      state: "open",
      head: { ...head, label: "acme:feature/x", repo: { full_name: "acme/etl" } },
      base: { ...base, label: "acme:main", repo: { full_name: "acme/etl" } },
      url: "https://api.github.com/repos/acme/etl/pulls/7",
      html_url: "https://github.com/acme/etl/pull/7",
      comments_url: "https://api.github.com/repos/acme/etl/issues/7/comments",
      statuses_url: `https://api.github.com/repos/acme/etl/statuses/${head.sha}`,
    });
  });

  test("of a pull request from a fork tells the two repositories apart", () => {
    const { pull_request } = pullRequestEvent("opened", {
      ...pullRequest,
      headRepository: "mallory/etl",
    }).payload;
    expect(pull_request.head).toMatchObject({
      label: "mallory:feature/x",
      repo: { full_name: "mallory/etl", fork: true },
    });
    expect(pull_request.base.repo).toMatchObject({ full_name: "acme/etl", fork: false });
    expect(pull_request.head.repo?.id).not.toBe(pull_request.base.repo.id);
  });

  test.each([
    [true, true],
    [false, false],
  ])("of a closed pull request tells whether it was merged (%p)", (merged, hasTime) => {
    const { pull_request } = pullRequestEvent("closed", { ...pullRequest, merged }).payload;
    expect([pull_request.state, pull_request.merged, pull_request.merged_at !== null]).toEqual([
      "closed",
      merged,
      hasTime,
    ]);
  });

  test("of a push carries the commit that was pushed", () => {
    const event = pushEvent({ ...place, ref: "refs/heads/main", sha: head.sha, before: base.sha });
    expect(event.payload).toMatchObject({
      ref: "refs/heads/main",
      before: base.sha,
      after: head.sha,
      created: false,
      head_commit: { id: head.sha },
      commits: [{ id: head.sha }],
    });
  });

  test("of a deletion names what was deleted in its payload alone", () => {
    const event = deleteEvent({ ...place, refType: "branch", ref: "feature/x", defaultBranchSha });
    expect(event).toMatchObject({
      ...{ ref: "refs/heads/main", sha: defaultBranchSha },
      payload: { ref: "feature/x", ref_type: "branch" },
    });
  });
});
