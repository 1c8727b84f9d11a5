import { beforeAll, describe, expect, test } from "@jest/globals";
import { runningWorkers } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

/** A worker that works is proven in less; one that does not is given up by its circuit breaker. */
const CERTAIN_WITHIN_SECONDS = 60;

const team = createTeam();
let servingRevision = "";

beforeAll(async () => {
  const { configure, yaml, run, events } = team();
  configure(yaml());
  const { exitCode, outputs } = await run(events.pushed("main", "good"));
  expect(exitCode).toBe(0);
  servingRevision = (JSON.parse(outputs["workers"] ?? "[]") as string[])[0]?.split("-").at(-2) ?? "";
});

describe("a deployment that cannot work fails, says which link broke, and leaves the old revision serving", () => {
  test.each<[name: string, sections: Record<string, string>, reason: string, said: string]>([
    [
      "an image that does not exist",
      { worker: "{ image: prefecthq/nothing:1 }" },
      "image-not-found",
      "The container image does not exist in its registry.",
    ],
    [
      "a worker whose command exits",
      { worker: "{ env: { PREFECT_WORKER_HEARTBEAT_SECONDS: often } }" },
      "worker-exited",
      "The worker's command ended by itself.",
    ],
  ])("%s", async (name, sections, reason, said) => {
    const { configure, yaml, run, events, github, repository, commit, project } = team();
    configure(yaml(sections));
    const { exitCode, outputs, summary, annotations } = await run(events.pushed("main", name));

    expect([exitCode, outputs["verified"], outputs["failure-reason"]]).toEqual([1, "false", reason]);
    expect(annotations.map(({ message }) => message).join("\n")).toContain(said);
    expect(summary).toContain(said);
    expect(summary).toContain(servingRevision);
    expect(github.statuses(repository, commit(name)).at(-1)?.state).toBe("failure");

    const [, seconds] = /Proof: failed in (\d+) s/.exec(summary) ?? [];
    expect(Number(seconds)).toBeLessThanOrEqual(CERTAIN_WITHIN_SECONDS);
    expect(await runningWorkers(team(), "production")).toEqual([`${project}-production-${servingRevision}`]);
  });
});
