import { beforeEach, describe, expect, test } from "@jest/globals";
import { deleteEvent, scheduleEvent, workflowDispatchEvent } from "../../local/github/events.ts";
import { reasonToSweep } from "../../src/commands/sweep.ts";
import { parseEvent, type GitHubEvent } from "../../src/github/event.ts";
import { HEAD_SHA, playGitHub, PULL_REQUEST, REPOSITORY } from "../github/played.ts";

const played = playGitHub();
const NOW = new Date("2026-01-10T05:17:00Z");
const UP = "2026-01-10T05:16:59Z";
const NOT_YET = "2026-01-10T05:17:01Z";

const place = { repository: REPOSITORY, defaultBranchSha: PULL_REQUEST.base.sha };
const schedule = scheduleEvent({ ...place, cron: "17 5 * * *" });
const dispatch = workflowDispatchEvent({ ...place, ref: "refs/heads/feature/a", sha: HEAD_SHA });

let notices: string[];
beforeEach(() => {
  notices = [];
});

function reason(
  branch: string,
  expiresAt?: string,
  { event = parseEvent("schedule", schedule.payload), refName = "main" } = {},
) {
  const context = {
    github: played().github,
    settings: { github: { event, refName } },
    log: { notice: (message: string) => void notices.push(message) },
    now: () => NOW,
  };
  return reasonToSweep(context, { environment: "preview", branch, expiresAt });
}

test("an environment without an end stays as long as its branch", async () => {
  expect(await reason("feature/a")).toBeUndefined();
  played().player.remember(deleteEvent({ ...place, refType: "branch", ref: "feature/a" }));
  expect(await reason("feature/a")).toBe("the branch feature/a is gone");
});

test("one whose branch bears another name by now is not needed any more", async () => {
  played().player.renameBranch(REPOSITORY, "feature/a", "feature/b");
  expect(await reason("feature/a")).toBe("the branch feature/a is gone");
});

test("one whose time is up goes, and not before", async () => {
  expect(await reason("feature/a", NOT_YET)).toBeUndefined();
  expect(await reason("feature/a", UP)).toBe("its time is up");
  expect(notices).toEqual([]);
});

describe("though its time is up, that of", () => {
  const STAYS = "preview stays, though its time is up:";

  test.each<[what: string, event: GitHubEvent, refName: string]>([
    ["a schedule whose payload names the repository", parseEvent("schedule", schedule.payload), "main"],
    ["a schedule whose payload does not", parseEvent("schedule", { schedule: "17 5 * * *" }), "main"],
    ["a run by hand on another branch", parseEvent("workflow_dispatch", dispatch.payload), "feature/a"],
  ])("the default branch stays, on %s", async (_, event, refName) => {
    expect(await reason("main", UP, { event, refName })).toBeUndefined();
    expect(notices).toEqual([`${STAYS} main is the default branch, or protected.`]);
    expect(await reason("feature/a", UP, { event, refName })).toBe("its time is up");
  });

  test("a protected branch stays", async () => {
    played().player.addBranch(REPOSITORY, { name: "feature/a", sha: HEAD_SHA, isProtected: true });
    expect(await reason("feature/a", UP)).toBeUndefined();
    expect(notices).toEqual([`${STAYS} feature/a is the default branch, or protected.`]);
  });
});
