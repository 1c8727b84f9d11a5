import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { renderCommentHeader } from "../../src/report/comment-header.ts";
import { workPoolsOf } from "./support/cloud.ts";
import { inventory } from "./support/inventory.ts";
import { stateBucket } from "./support/state-bucket.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const team = createTeam();

describe("an opened pull request", () => {
  test("is planned, and told so in comment, summary, status and outputs; nothing is made", async () => {
    const { events, github, repository, pullRequest, commit, project, awsOptions, ...world } = team();
    world.configure(world.yaml());
    const { exitCode, outputs, summary, log } = await world.run(events.opened());

    expect(log).toContain("42 to add, 0 to change, 0 to destroy");
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({
      command: "plan",
      environment: "production",
      changed: "true",
      add: "42",
      change: "0",
      destroy: "0",
      workers: "[]",
      cluster: `${project}-production`,
      service: `${project}-production-worker`,
      "failure-reason": "",
    });
    const comments = github.comments(repository, pullRequest);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain(`Plan for \`${project}-production\`: 42 to add`);
    expect(comments[0]?.body).toContain("does not exist yet: planned on an empty state");
    expect(comments[0]?.html_url).toBe(outputs["comment-url"]);
    expect(summary).toContain("aws_ecs_service.worker");
    // On the head of the pull request, not on the merge commit that GitHub tests.
    expect(github.statuses(repository, commit("head"))).toMatchObject([
      { state: "success", context: "prefect-worker/production" },
    ]);
    expect(github.requests.length).toBeLessThanOrEqual(8);

    const s3 = new S3Client({ ...awsOptions, forcePathStyle: true });
    await expect(s3.send(new HeadBucketCommand({ Bucket: stateBucket(team()) }))).rejects.toMatchObject({
      name: "NotFound",
    });
    expect(await inventory(team())).toEqual({});
    expect(await workPoolsOf(prefectServers.open, team())).toEqual([]);
  });

  test("keeps one comment, found on its third page, beside a stranger's with the same header", async () => {
    const { events, github, repository, pullRequest, commit, project, ...world } = team();
    const header = renderCommentHeader({
      deployment: `${project}-production`,
      environment: "production",
      history: [],
    });
    const own = github.comments(repository, pullRequest)[0];
    const stranger = github.addComment(repository, pullRequest, {
      login: "mallory",
      body: `${header}\nmine`,
    });
    // Comments come oldest first, so ours moves to the third page when it is written after 250 others.
    for (let count = 0; count < 250; count += 1) {
      github.addComment(repository, pullRequest, { login: "octocat", body: `Comment ${String(count)}` });
    }
    const late = github.addComment(repository, pullRequest, { login: github.login, body: own?.body ?? "" });
    github.removeComment(repository, own?.id ?? 0);

    const before = github.comments(repository, pullRequest).length;
    const { exitCode, outputs } = await world.run(events.synchronized("second"));
    expect(exitCode).toBe(0);
    expect(outputs["comment-url"]).toBe(late.html_url);
    const comments = github.comments(repository, pullRequest);
    expect(comments).toHaveLength(before);
    expect(comments.find(({ id }) => id === stranger.id)?.body).toBe(`${header}\nmine`);
    expect(comments.find(({ id }) => id === late.id)?.body).toContain(commit("second").slice(0, 8));
    expect(github.statuses(repository, commit("second"))).toMatchObject([{ state: "success" }]);
  });
});

test("the command export writes Terraform's configuration into the checkout, for anybody's backend", async () => {
  const { run, events, workspace, project } = team();
  const inputs = { command: "export", environment: "production" };
  const { exitCode, annotations } = await run(events.pushed("main", "export"), { inputs });
  expect(exitCode).toBe(0);
  const [, directory = ""] =
    /is exported to (.*): run terraform there/.exec(annotations.at(-1)?.message ?? "") ?? [];
  expect(directory.startsWith(join(workspace, "prefect-worker-export"))).toBe(true);
  const text = readFileSync(join(directory, "cdk.tf.json"), "utf8");
  const exported = JSON.parse(text) as Record<string, Record<string, unknown>>;
  expect(exported["resource"]).toMatchObject({
    aws_ecs_service: { worker: { name: `${project}-production-worker` } },
  });
  expect(exported["terraform"]).not.toHaveProperty("backend");
});
