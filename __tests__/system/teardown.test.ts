import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pushEvent } from "../../local/github/events.ts";
import type { EnvironmentRecord } from "../../src/terraform/environment-record.ts";
import { prefectCall, stateObjects } from "./support/cloud.ts";
import { inventory } from "./support/inventory.ts";
import { environmentStore } from "./support/environment-store.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

describe("a deleted branch", () => {
  let pool = "";
  let insights = "";

  test("had an environment of its own", async () => {
    const { configure, yaml, run, events, project } = team();
    configure(yaml({ autoscaling: "{ max: 2 }" }));
    const { exitCode, outputs } = await run(events.pushed("feature/new-thing", "head"));
    expect([exitCode, outputs["environment"]]).toEqual([
      0,
      expect.stringMatching(/^preview-feature-new-thing-/),
    ]);
    pool = `${project}-${outputs["environment"] ?? ""}`;
    expect(await inventory(team())).toHaveProperty("aws_ecs_cluster", [expect.stringContaining(project)]);
    // As CloudWatch does by itself once Container Insights have something to tell.
    insights = `/aws/ecs/containerinsights/${outputs["cluster"] ?? ""}/performance`;
    await logs().send(new CreateLogGroupCommand({ logGroupName: insights }));
  });

  test("keeps it when another repository comes with the same name: that one is refused", async () => {
    const { run, commit } = team();
    const before = await inventory(team());
    const { exitCode, outputs } = await run(
      pushEvent({ repository: "octo-org/other", ref: "refs/heads/feature/new-thing", sha: commit("other") }),
    );
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "name-taken"]);
    expect(await inventory(team())).toEqual(before);
  });

  test("is deployed again where a teardown was cut off, work pool and all", async () => {
    const { run, events } = team();
    await cutTeardownOff(team(), pool);
    const { exitCode, outputs } = await run(events.pushed("feature/new-thing", "head"));
    expect([exitCode, outputs["verified"]]).toEqual([0, "true"]);
    expect(await prefectCall(apiUrl, "GET", `/work_pools/${pool}`)).toMatchObject({ is_paused: false });
  });

  test.each([
    ["the default branch", "main", "branch", "main is the default branch, which no event tears down."],
    ["a tag of the branch's name", "feature/new-thing", "tag", "is a tag, which has no environment"],
    ["another branch", "feature/other", "branch", "Nothing to do: no environment is deployed"],
  ] as const)("keeps everything when it is %s", async (_, ref, refType, notice) => {
    const { run, events } = team();
    const before = await inventory(team());
    const { exitCode, annotations } = await run(events.deleted(ref, refType));
    expect(exitCode).toBe(0);
    expect(annotations.map(({ message }) => message).join("\n")).toContain(notice);
    expect(await inventory(team())).toEqual(before);
  });

  test("keeps everything when it is there again, as somebody has restored it", async () => {
    const { start, events, github } = team();
    const before = await inventory(team());
    const deletion = start(events.deleted("feature/new-thing"));
    github.remember(events.pushed("feature/new-thing", "head"));
    const { exitCode, annotations } = await deletion.finished;
    expect(exitCode).toBe(0);
    expect(annotations.at(-1)?.message).toContain("is there again: what it has deployed stays");
    expect(await inventory(team())).toEqual(before);
  });

  test("keeps what a push deploys anew while the environment is torn down", async () => {
    const { start, events } = team();
    const before = await inventory(team());
    const deletion = start(events.deleted("feature/new-thing"));
    await deletion.waitForLine(/Stop workers and flow runs/);
    await changeRecord(team(), { status: "applied" });
    const { exitCode, outputs } = await deletion.finished;
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "deployed-anew"]);
    expect(await inventory(team())).toEqual(before);
  });

  test("takes its environment along: resources, state, record and work pool, without a checkout", async () => {
    const { run, events, workspace, github, repository, pullRequest } = team();
    github.remember(events.opened());
    rmSync(join(workspace, "prefect-worker.yml"));
    const { exitCode, outputs, summary } = await run(events.deleted("feature/new-thing"));
    expect([exitCode, outputs["command"]]).toEqual([0, "destroy"]);
    expect(summary).toContain("is destroyed");
    expect(await inventory(team())).toEqual({});
    expect(await stateObjects(team())).toEqual([]);
    expect(await prefectCall(apiUrl, "GET", `/work_pools/${pool}`)).toEqual({
      detail: `Work pool "${pool}" not found.`,
    });
    expect(github.comments(repository, pullRequest).at(-1)?.body).toContain("is destroyed");
    const { logGroups } = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: insights }));
    expect(logGroups).toEqual([]);
  });

  test("has nothing left to do when the event comes again, or the pull request is closed", async () => {
    const { run, events } = team();
    for (const event of [events.deleted("feature/new-thing"), events.closed()]) {
      const { exitCode, annotations } = await run(event);
      expect(exitCode).toBe(0);
      expect(annotations.at(-1)?.message).toContain("Nothing to do: no environment is deployed");
    }
  });
});

/** As far as a run comes that is killed before Terraform destroys anything. */
async function cutTeardownOff(team: Team, pool: string): Promise<void> {
  const { cluster, service } = await changeRecord(team, { status: "destroying" });
  await prefectCall(apiUrl, "PATCH", `/work_pools/${pool}`, { is_paused: true });
  await new ECSClient(team.awsOptions).send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
}

async function changeRecord(
  team: Team,
  change: Pick<EnvironmentRecord, "status">,
): Promise<EnvironmentRecord> {
  const store = environmentStore(team);
  const [record] = await store.list(`${team.repository}/`);
  if (record === undefined) throw new Error("Nothing was deployed yet.");
  const changed = { ...record, ...change };
  await store.write(changed);
  return changed;
}

function logs(): CloudWatchLogsClient {
  return new CloudWatchLogsClient(team().awsOptions);
}
