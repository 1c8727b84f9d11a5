import { expect, test } from "@jest/globals";
import { stateLocks } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

test("a run that is killed in the middle of an apply has its lock released by post, and can be run again", async () => {
  const { configure, yaml, start, run, events } = team();
  configure(yaml());
  const killed = start(events.pushed("main", "x"));
  await killed.waitForLine(/aws_ecs_task_definition\.worker {2}created/);
  expect(await stateLocks(team())).toHaveLength(1);
  killed.kill();
  const { exitCode, post, filesLeft } = await killed.finished;
  expect(exitCode).not.toBe(0);
  // In which no secret is found, either: every test looks for that in the end.
  expect(Object.keys(filesLeft)).toContainEqual(expect.stringMatching(/tfplan$/));
  expect(post?.exitCode).toBe(0);
  expect(post?.log).toMatch(/Released the lock [0-9a-f-]{36} that this run left on the state of production/);
  expect(await stateLocks(team())).toEqual([]);

  // What Terraform made after it last saved its state may stand in the way of the next run; its lock does not.
  const next = await run(events.pushed("main", "x"));
  expect(next.outputs["failure-reason"]).not.toBe("state-locked");
});
