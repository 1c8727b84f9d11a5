import { describe, expect, test } from "@jest/globals";
import { OutsideError } from "../../src/errors.ts";
import { parseEvent } from "../../src/github/event.ts";
import {
  deleteEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  scheduleEvent,
  workflowDispatchEvent,
} from "../../local/github/events.ts";
import { examplePayload } from "../../local/github/examples.ts";

const place = { repository: "acme/etl", defaultBranch: "main" };
const pull = {
  ...place,
  number: 7,
  head: { ref: "feature/a", sha: "a".repeat(40) },
  base: { ref: "main", sha: "b".repeat(40) },
};

describe("an event", () => {
  test.each(["opened", "synchronize", "reopened", "closed", "labeled", "ready_for_review"] as const)(
    "pull_request %s is read",
    (action) => {
      const { name, payload } = pullRequestEvent(action, pull);
      expect(parseEvent(name, payload)).toEqual({
        kind: "pull_request",
        action,
        number: 7,
        head: { ref: "feature/a", sha: "a".repeat(40), repository: "acme/etl", isFork: false },
        base: { ref: "main" },
        defaultBranch: "main",
      });
    },
  );

  test.each(["pull_request_review", "pull_request_review_comment"] as const)(
    "%s, which runs on the test merge as well, names the pull request",
    (name) => {
      const payload = examplePayload(name);
      const { number, head, base } = payload.pull_request;
      expect(parseEvent(name, payload)).toMatchObject({
        kind: "pull_request",
        action: payload.action,
        number,
        head: { ref: head.ref, sha: head.sha, isFork: false },
        base: { ref: base.ref },
      });
    },
  );

  test("of a fork's pull request says so, also when the fork is gone", () => {
    const { payload } = pullRequestEvent("labeled", { ...pull, headRepository: "somebody/etl" });
    const head = { isFork: true, repository: "somebody/etl" };
    expect(parseEvent("pull_request", payload)).toMatchObject({ head });
    const { pull_request } = payload;
    const orphan = {
      ...payload,
      pull_request: { ...pull_request, head: { ...pull_request.head, repo: null } },
    };
    expect(parseEvent("pull_request", orphan)).toMatchObject({
      head: { isFork: true, repository: undefined },
    });
  });

  test("in a repository that is itself a fork is not of a fork", () => {
    const { payload } = pullRequestEvent("opened", pull);
    const { pull_request } = payload;
    const repo = { ...pull_request.head.repo, fork: true };
    const forked = { ...payload, pull_request: { ...pull_request, head: { ...pull_request.head, repo } } };
    expect(parseEvent("pull_request", forked)).toMatchObject({ head: { isFork: false } });
  });

  test.each([
    ["refs/heads/feature/a", "branch", "feature/a"],
    ["refs/tags/v1.0", "tag", "v1.0"],
  ])("push of %s names the %s %s", (ref, refType, bareName) => {
    const { payload } = pushEvent({ ...place, ref, sha: "c".repeat(40) });
    expect(parseEvent("push", payload)).toEqual({
      kind: "push",
      refType,
      ref: bareName,
      sha: "c".repeat(40),
      isDeleted: false,
      defaultBranch: "main",
    });
  });

  test("push that deletes says so", () => {
    const { payload } = pushEvent({ ...place, ref: "refs/heads/a", sha: "c".repeat(40) });
    expect(parseEvent("push", { ...payload, deleted: true })).toMatchObject({ isDeleted: true });
  });

  test.each(["branch", "tag"] as const)(
    "delete of a %s names what was deleted, not the default branch",
    (refType) => {
      const deleted = { ...place, refType, ref: "feature/a", defaultBranchSha: "d".repeat(40) };
      const { payload } = deleteEvent(deleted);
      expect(parseEvent("delete", payload)).toEqual({
        kind: "delete",
        refType,
        ref: "feature/a",
        defaultBranch: "main",
      });
    },
  );

  test("merge_group names the branch that is merged into", () => {
    const base = { ref: "release/1", sha: "b".repeat(40) };
    const { payload } = mergeGroupEvent({ ...place, pullRequest: 7, base, headSha: "e".repeat(40) });
    expect(parseEvent("merge_group", payload)).toEqual({
      kind: "merge_group",
      baseRef: "release/1",
      headSha: "e".repeat(40),
      defaultBranch: "main",
    });
  });

  test("schedule and workflow_dispatch are known by their names", () => {
    const scheduled = scheduleEvent({ ...place, cron: "17 5 * * *", defaultBranchSha: "d".repeat(40) });
    expect(parseEvent("schedule", scheduled.payload)).toMatchObject({ kind: "schedule" });
    const { payload } = workflowDispatchEvent({ ...place, ref: "refs/heads/main", sha: "d".repeat(40) });
    expect(parseEvent("workflow_dispatch", payload)).toEqual({
      kind: "workflow_dispatch",
      name: "workflow_dispatch",
      defaultBranch: "main",
    });
  });

  test.each([
    ["pull_request_target", pullRequestEvent("opened", pull).payload],
    ["issues", {}],
  ])("that asks for nothing is of another kind: %s", (name, payload) => {
    expect(parseEvent(name, payload)).toMatchObject({ kind: "other", name });
  });

  test.each([
    ["push", { ref: "main" }, /The event "push" cannot be read: ref: is neither refs\/heads/],
    ["delete", { ref: "a", ref_type: "commit" }, /The event "delete" cannot be read: ref_type: /],
    ["pull_request", { action: "opened" }, /The event "pull_request" cannot be read: pull_request: /],
  ])("%s with another payload than GitHub's is refused, naming the field", (name, payload, message) => {
    expect(() => parseEvent(name, payload)).toThrow(OutsideError);
    expect(() => parseEvent(name, payload)).toThrow(message);
  });
});
