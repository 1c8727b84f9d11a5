import { beforeAll, expect, test } from "@jest/globals";
import { scheduleEvent } from "../../local/github/events.ts";
import type { Run } from "../../local/runner.ts";
import { environmentStore } from "./support/environment-store.ts";
import { inventory } from "./support/inventory.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

/** Branches with an environment each, whose time is up at once. */
const GONE = "feature/gone";
const KEPT = "feature/kept";
/** Looked at after the others: its record is that of a push that came meanwhile. */
const RENEWED = "feature/renewed";
/** Clusters of the three, by branch. */
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
  await Promise.all([deploy(GONE), deploy(KEPT), deploy(RENEWED)]);
  github.remember(events.deleted(GONE));
  protect(KEPT, true);
});

test("a schedule sweeps what no event told of, and leaves a protected branch and one pushed to meanwhile theirs", async () => {
  const scheduled = startSchedule();
  await scheduled.waitForLine(/is torn down: the branch feature\/gone is gone\./);
  await setExpiry(RENEWED, new Date(Date.now() + 86_400_000));
  const { exitCode, outputs, annotations } = await scheduled.finished;
  expect([exitCode, outputs["command"]]).toEqual([0, "scheduled"]);
  const notices = annotations.filter(({ level }) => level === "notice").map(({ message }) => message);
  expect(notices).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`is torn down: the branch ${GONE} is gone.`),
      expect.stringContaining(`stays, though its time is up: ${KEPT} is the default branch, or protected.`),
    ]),
  );
  expect(await clustersNow()).toEqual(new Set([KEPT, RENEWED].map((branch) => clusters.get(branch))));
});

test("the next one sweeps an environment whose time is up, though GitHub lets it tell nobody", async () => {
  protect(KEPT, false);
  await setExpiry(RENEWED, new Date(0));
  team().github.deny("statuses");
  const { exitCode, outputs, log } = await startSchedule().finished;
  expect([exitCode, outputs["failure-reason"]]).toEqual([1, "github-permission-missing"]);
  expect(log).toContain("is torn down: its time is up.");
  expect(await inventory(team())).toEqual({});
});

function protect(branch: string, isProtected: boolean): void {
  const { github, repository, commit } = team();
  github.addBranch(repository, { name: branch, sha: commit(branch), isProtected });
}

/** Writes into the record of a branch's environment when its time is up. */
async function setExpiry(branch: string, at: Date): Promise<void> {
  const { repository } = team();
  const store = environmentStore(team());
  const record = (await store.list(`${repository}/`)).find((one) => one.branch === branch);
  if (record === undefined) throw new Error(`${branch} has no environment.`);
  await store.write({ ...record, expiresAt: at.toISOString() });
}

function startSchedule(): Run {
  const { start, repository, commit } = team();
  return start(scheduleEvent({ repository, cron: "17 5 * * *", defaultBranchSha: commit("base") }));
}

/** Names of the team's clusters; AWS lists them in no order. */
async function clustersNow(): Promise<ReadonlySet<string | undefined>> {
  const { aws_ecs_cluster: arns = [] } = await inventory(team());
  return new Set(arns.map((arn) => arn.split("/").at(-1)));
}
