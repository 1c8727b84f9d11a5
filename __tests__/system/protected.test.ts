import { expect, test } from "@jest/globals";
import { inventory } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

test("deleting the branch of a protected environment destroys nothing, and says why", async () => {
  const { configure, yaml, run, events } = team();
  configure(yaml({ environments: "{ production: { branches: [release], protected: true } }" }));
  const { exitCode } = await run(events.pushed("release", "r1"));
  expect(exitCode).toBe(0);

  const before = await inventory(team());
  const deleted = await run(events.deleted("release"));
  expect(deleted.exitCode).toBe(0);
  expect(deleted.annotations.at(-1)?.message).toBe(
    "production stays: it is protected, and no event destroys a protected environment.",
  );
  expect(await inventory(team())).toEqual(before);
});
