import { beforeAll, expect, test } from "@jest/globals";
import { scheduleEvent } from "../../local/github/events.ts";
import type { RunResult } from "../../local/runner.ts";
import { inventory } from "./support/inventory.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

/** Branches with an environment each, whose time is up at once. */
const GONE = "feature/gone";
const KEPT = "feature/kept";
/** Clusters of the two, by branch. */
const clusters = new Map<string, string>();

beforeAll(async () => {
  const { configure, yaml, run, events, github } = team();
  configure(
    yaml({
      alarms: "{ enabled: false }",
      environments: "{ preview: { branches: ['feature/**'], ephemeral: true, ttl: 1s } }",
    }),
  );
  const deploy = async (branch: string) => {
    const { outputs } = await run(events.pushed(branch, branch));
    clusters.set(branch, outputs["cluster"] ?? "");
  };
  await Promise.all([deploy(GONE), deploy(KEPT)]);
  github.remember(events.deleted(GONE));
  protect(KEPT, true);
});

test("a schedule sweeps what no event told of, and leaves a protected branch its environment", async () => {
  const { exitCode, outputs, annotations } = await runSchedule();
  expect([exitCode, outputs["command"]]).toEqual([0, "scheduled"]);
  const notices = annotations.filter(({ level }) => level === "notice").map(({ message }) => message);
  expect(notices).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`is torn down: the branch ${GONE} is gone.`),
      expect.stringContaining(`stays, though its time is up: ${KEPT} is the default branch, or protected.`),
    ]),
  );
  expect(await clustersNow()).toEqual([expect.stringMatching(`/${clusters.get(KEPT)}$`)]);
});

test("the next one sweeps an environment whose time is up, though GitHub lets it tell nobody", async () => {
  protect(KEPT, false);
  team().github.deny("statuses");
  const { exitCode, outputs, log } = await runSchedule();
  expect([exitCode, outputs["failure-reason"]]).toEqual([1, "github-permission-missing"]);
  expect(log).toContain("is torn down: its time is up.");
  expect(await inventory(team())).toEqual({});
});

function protect(branch: string, isProtected: boolean): void {
  const { github, repository, commit } = team();
  github.addBranch(repository, { name: branch, sha: commit(branch), isProtected });
}

function runSchedule(): Promise<RunResult> {
  const { run, repository, commit } = team();
  return run(scheduleEvent({ repository, cron: "17 5 * * *", defaultBranchSha: commit("base") }));
}

async function clustersNow(): Promise<readonly string[] | undefined> {
  return (await inventory(team()))["aws_ecs_cluster"];
}
