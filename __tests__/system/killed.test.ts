import { expect, test } from "@jest/globals";
import { stateLocks } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

test("a run that is killed in the middle of an apply has its lock released by post, and can be run again", async () => {
  const { configure, yaml, start, run, events } = team();
  configure(yaml());
  // The runner's last resort: action and Terraform are killed before they could end.
  const killed = start(events.pushed("main", "x"), { cancelWaits: { sigtermAfterMs: 0, killAfterMs: 0 } });
  await killed.waitForLine(/aws_ecs_task_definition\.worker {2}created/);
  expect(await stateLocks(team())).toHaveLength(1);
  killed.cancel();
  const { exitCode, post } = await killed.finished;
  expect(exitCode).not.toBe(0);
  expect(post?.exitCode).toBe(0);
  expect(post?.log).toMatch(/Released the lock [0-9a-f-]{36} that this run left on the state of production/);
  expect(await stateLocks(team())).toEqual([]);

  // Without its state, what the killed run had made is in the way; it is found and named, not destroyed.
  const next = await run(events.pushed("main", "x"));
  expect([next.exitCode, next.outputs["failure-reason"], next.annotations.at(-1)?.message]).toEqual([]);
});
