import { expect, test } from "@jest/globals";
import { stateLocks } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

test("a run that is killed in the middle of an apply leaves a Terraform that saves what it made, is told of by post, and can be run again", async () => {
  const { configure, yaml, start, run, events, github, repository, pullRequest, commit } = team();
  configure(yaml());
  github.remember(events.opened());
  github.remember(events.closed());
  github.addCommit(repository, commit("x"), [pullRequest]);
  const told = () => ({
    comment: github.comments(repository, pullRequest).map(({ body }) => body),
    status: github.statuses(repository, commit("x")).at(-1)?.state,
  });
  const killed = start(events.pushed("main", "x"));
  await killed.waitForLine(/aws_ecs_task_definition\.worker {2}created/);
  killed.kill();
  const { exitCode, log, post, filesLeftByMain, filesLeft } = await killed.finished;
  expect([exitCode, post?.exitCode]).toEqual([128 + 9, 0]);
  expect(post?.log).toContain("Terraform ends what it has begun, and saves the state: waiting for it.");
  // In which the credential is looked for, too.
  expect(Object.keys(filesLeftByMain)).toEqual(
    expect.arrayContaining([expect.stringMatching(/\/cdk\.tf\.json$/), expect.stringMatching(/\/tfplan$/)]),
  );
  expect(filesLeft).toEqual({});
  expect(await stateLocks(team())).toEqual([]);
  expect(told()).toEqual({
    comment: [expect.stringContaining("The run was killed before it could tell how it ended.")],
    status: "error",
  });

  const next = await run(events.pushed("main", "x"));
  expect([next.exitCode, next.outputs["failure-reason"]]).toEqual([0, ""]);
  expect(told().status).toBe("success");
  // Nothing is made twice.
  const [, planned] = /(\d+) to add/.exec(log) ?? [];
  expect(Number(next.outputs["add"])).toBeLessThan(Number(planned));
});

test("a lock that a killed Terraform left is released by post", async () => {
  const { configure, yaml, start, events } = team();
  configure(yaml());
  // A first apply, which waits for its queues for long enough.
  const killed = start(events.pushed("feature/new-thing", "y"));
  await killed.waitForLine(/aws_ecs_task_definition\.worker {2}created/);
  expect(await stateLocks(team())).toHaveLength(1);
  killed.killAll();
  const { exitCode, post, filesLeft } = await killed.finished;
  expect([exitCode, post?.exitCode, filesLeft]).toEqual([128 + 9, 0, {}]);
  expect(post?.log).toMatch(/Released the lock [0-9a-f-]{36} that this run left on the state of preview/);
  expect(await stateLocks(team())).toEqual([]);
});
