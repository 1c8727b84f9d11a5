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
} from "../../local/github/events.ts";
import type { GitHubEvent } from "../../local/github/event.ts";
import { decide, type Decision } from "../../src/commands/decide.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { parseEvent } from "../../src/github/event.ts";
import type { Settings } from "../../src/settings.ts";

const file = parseWorkerFile(
  `
name: etl
work_pool: { name: "etl-{environment}" }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main], protected: true }
  preview: { branches: ["feature/**"], ephemeral: true }
`,
  "f.yml",
);
const place = { repository: "octo-org/flows" };
const head = { ref: "feature/x", sha: commitSha("head") };
const base = { ref: "main", sha: commitSha("base") };
const pull = { ...place, number: 7, head, base };

function decideOn(
  { name, payload, sha, ref }: GitHubEvent,
  inputs: Partial<Pick<Settings, "command" | "environment">> = {},
): Decision {
  return decide({
    command: "auto",
    environment: "",
    ...inputs,
    event: parseEvent(name, payload),
    sha,
    refName: ref.replace(/^refs\/(heads|tags)\//, ""),
    workerFile: () => file,
  });
}

/** The parts of a decision that a table can tell. */
function told(decision: Decision): unknown {
  switch (decision.kind) {
    case "nothing":
      return decision.notice;
    case "destroy":
      return ["destroy", decision.target, decision.occasion];
    case "list":
    case "sweep":
    case "scheduled":
      return decision.kind;
    default:
      return [decision.kind, decision.environment.entry, decision.occasion];
  }
}

describe("with command: auto", () => {
  const onHead = { commit: head.sha, branch: head.ref, pullRequest: 7 };
  const zeros = "0".repeat(40);

  test.each<[what: string, event: GitHubEvent, expected: unknown]>([
    [
      "an opened pull request plans the base's environment, for its head",
      pullRequestEvent("opened", pull),
      ["plan", "production", onHead],
    ],
    ["so does a synchronized one", pullRequestEvent("synchronize", pull), ["plan", "production", onHead]],
    ["so does a reopened one", pullRequestEvent("reopened", pull), ["plan", "production", onHead]],
    [
      "a pull request into a branch that nobody deploys is left alone",
      pullRequestEvent("opened", { ...pull, base: { ref: "docs", sha: base.sha } }),
      "No environment of the configuration names the branch docs.",
    ],
    [
      "a closed pull request tears down its head branch's environment",
      pullRequestEvent("closed", { ...pull, merged: true }),
      ["destroy", { by: "branch", branch: "feature/x", isDeleted: false }, onHead],
    ],
    [
      "but not that of a fork, whose branch may bear the name of one of ours",
      pullRequestEvent("closed", { ...pull, headRepository: "mallory/flows" }),
      "The branch feature/x belongs to a fork, which has no environment here.",
    ],
    [
      "nor the default branch's, when that is the head",
      pullRequestEvent("closed", {
        ...pull,
        head: { ref: "main", sha: head.sha },
        base: { ref: "release", sha: base.sha },
      }),
      "main is the default branch, which no event tears down.",
    ],
    [
      "a label does nothing",
      pullRequestEvent("labeled", pull),
      "The action labeled of a pull request asks for nothing; name a command in the input command.",
    ],
    [
      "a push applies its branch's environment",
      pushEvent({ ...place, ref: "refs/heads/main", sha: base.sha }),
      ["apply", "production", { commit: base.sha, branch: "main" }],
    ],
    [
      "a push of a feature applies an ephemeral one",
      pushEvent({ ...place, ref: "refs/heads/feature/x", sha: head.sha }),
      ["apply", "preview", { commit: head.sha, branch: "feature/x" }],
    ],
    [
      "a push of another branch does nothing",
      pushEvent({ ...place, ref: "refs/heads/docs", sha: head.sha }),
      "No environment of the configuration names the branch docs.",
    ],
    [
      "a pushed tag does nothing",
      pushEvent({ ...place, ref: "refs/tags/v1", sha: head.sha }),
      "v1 is a tag, which deploys nothing.",
    ],
    [
      "a deleted branch tears down its environment",
      deleteEvent({ ...place, refType: "branch", ref: "feature/x", defaultBranchSha: base.sha }),
      [
        "destroy",
        { by: "branch", branch: "feature/x", isDeleted: true },
        { commit: base.sha, branch: "feature/x" },
      ],
    ],
    [
      "the deleted default branch does not",
      deleteEvent({ ...place, refType: "branch", ref: "main", defaultBranchSha: base.sha }),
      "main is the default branch, which no event tears down.",
    ],
    [
      "a deleted tag does nothing",
      deleteEvent({ ...place, refType: "tag", ref: "feature/x", defaultBranchSha: base.sha }),
      "feature/x is a tag, which has no environment.",
    ],
    [
      "a merge group plans the base's environment",
      mergeGroupEvent({ ...place, pullRequest: 7, base, headSha: head.sha }),
      ["plan", "production", { commit: head.sha, branch: "main" }],
    ],
    [
      "a schedule looks for drift and sweeps",
      scheduleEvent({ ...place, cron: "17 5 * * *", defaultBranchSha: base.sha }),
      "scheduled",
    ],
    [
      "another event asks for a command",
      createEvent({ ...place, refType: "branch", ref: "feature/x", sha: head.sha }),
      "The event create asks for nothing; name a command in the input command.",
    ],
  ])("%s", (_, event, expected) => {
    expect(told(decideOn(event))).toEqual(expected);
  });

  test("a push that deletes a branch leaves the teardown to the event delete", () => {
    const event = pushEvent({ ...place, ref: "refs/heads/feature/x", sha: zeros });
    const payload = { ...event.payload, deleted: true };
    expect(told(decideOn({ ...event, payload }))).toMatch(/the event "delete" sees to its environment/);
  });
});

describe("with a named command", () => {
  const dispatched = workflowDispatchEvent({ ...place, ref: "refs/heads/main", sha: base.sha });
  const occasion = { commit: base.sha, branch: "main" };

  test.each(["plan", "apply", "verify", "status", "drift", "export"] as const)(
    "%s works on the environment that is named, else on the branch's",
    (command) => {
      expect(told(decideOn(dispatched, { command, environment: "production" }))).toEqual([
        command,
        "production",
        occasion,
      ]);
      expect(told(decideOn(dispatched, { command }))).toEqual([command, "production", occasion]);
    },
  );

  describe.each(["opened", "labeled", "ready_for_review"] as const)("on a pull request, %s,", (action) => {
    const onHead = { commit: head.sha, branch: head.ref, pullRequest: 7 };
    const own = environmentByName(file, "preview", head.ref);

    test("it works on the environment of the base, for the head", () => {
      const event = pullRequestEvent(action, pull);
      const expected = {
        kind: "plan",
        environment: { name: "production", branch: "main" },
        occasion: onHead,
      };
      expect(decideOn(event, { command: "plan" })).toMatchObject(expected);
      expect(decideOn(event, { command: "plan", environment: "production" })).toMatchObject(expected);
    });

    test.each(["preview", own.name])("the ephemeral one, as %s, is that of the head's branch", (name) => {
      expect(decideOn(pullRequestEvent(action, pull), { command: "apply", environment: name })).toMatchObject(
        { kind: "apply", environment: { name: own.name, branch: head.ref }, occasion: onHead },
      );
    });

    test("that of the base is meant by its full name", () => {
      const stacked = { ...pull, base: { ref: "feature/below", sha: base.sha } };
      const below = environmentByName(file, "preview", "feature/below").name;
      expect(
        decideOn(pullRequestEvent(action, stacked), { command: "verify", environment: below }),
      ).toMatchObject({ kind: "verify", environment: { name: below, branch: "feature/below" } });
    });

    test.each(["preview", own.name])("a fork has no ephemeral one, as %s", (environment) => {
      const forked = pullRequestEvent(action, { ...pull, headRepository: "mallory/flows" });
      expect(told(decideOn(forked, { command: "apply", environment }))).toBe(
        "The branch feature/x belongs to a fork, which has no environment here.",
      );
    });
  });

  test.each(["", "production"])("in a merge queue it works on the base's environment, named '%s'", (name) => {
    const event = mergeGroupEvent({ ...place, pullRequest: 7, base, headSha: head.sha });
    expect(decideOn(event, { command: "plan", environment: name })).toMatchObject({
      kind: "plan",
      environment: { name: "production", branch: "main" },
      occasion: { commit: head.sha, branch: "main" },
    });
  });

  test.each(["list", "sweep"] as const)("%s works on all", (command) => {
    expect(told(decideOn(dispatched, { command }))).toBe(command);
  });

  test("destroy destroys what is named, and nothing when nothing is", () => {
    expect(told(decideOn(dispatched, { command: "destroy", environment: "preview-x" }))).toEqual([
      "destroy",
      { by: "name", environment: "preview-x" },
      occasion,
    ]);
    expect(() => decideOn(dispatched, { command: "destroy" })).toThrow("destroys only what is named");
  });

  test("an environment that nobody configured is refused", () => {
    expect(() => decideOn(dispatched, { command: "apply", environment: "staging" })).toThrow(
      "Use one of: production, preview.",
    );
  });
});
