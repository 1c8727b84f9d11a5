import { expect, test } from "@jest/globals";
import { stateLocks, stateObjects } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

test("a run that is cancelled in the middle of an apply ends gracefully, and the next one completes it", async () => {
  const { configure, yaml, start, run, events, github, repository, pullRequest, commit } = team();
  configure(yaml());
  github.remember(events.opened());
  github.remember(events.closed());
  github.addCommit(repository, commit("merge"), [pullRequest]);

  // The first signal, the second soon after it, and ten seconds in all, as a runner gives: Terraform is asked to
  // end once.
  const cancelWaits = { sigtermAfterMs: 200, killAfterMs: 9_800 };
  const cancelled = start(events.pushed("main", "merge"), { cancelWaits });
  await cancelled.waitForLine(/aws_ecs_task_definition\.worker {2}created/);
  cancelled.cancel();
  const { exitCode, outputs, log } = await cancelled.finished;
  expect(exitCode).toBe(1);
  expect(outputs["failure-reason"]).toBe("cancelled");
  expect(log).toContain("Received SIGINT: ending gracefully.");
  expect(log).not.toContain("Received SIGTERM");
  const comment = github.comments(repository, pullRequest)[0]?.body;
  expect(comment).toMatch(/cancelled/i);
  // It told so itself, and post does not tell another end.
  expect(comment).not.toContain("was killed");
  expect(github.statuses(repository, commit("merge")).at(-1)?.state).toBe("error");
  expect(await stateObjects(team())).toContainEqual(expect.stringMatching(/terraform\.tfstate$/));
  expect(await stateLocks(team())).toEqual([]);

  const next = await run(events.pushed("main", "merge"));
  expect([next.exitCode, next.outputs["verified"]]).toEqual([0, "true"]);
  // What the cancelled run had made was in the state: nothing is made twice.
  expect(Number(next.outputs["add"])).toBeLessThan(Number(outputs["add"]));
});
