import { beforeAll, describe, expect, test } from "@jest/globals";
import { describeService } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

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
    const { configure, yaml, run, events, github, repository, commit } = team();
    configure(yaml(sections));
    const { exitCode, outputs, summary, annotations } = await run(events.pushed("main", name));

    expect([exitCode, outputs["verified"], outputs["failure-reason"]]).toEqual([1, "false", reason]);
    expect(annotations.map(({ message }) => message).join("\n")).toContain(said);
    expect(summary).toContain(said);
    expect(summary).toContain(servingRevision);
    expect(github.statuses(repository, commit(name)).at(-1)?.state).toBe("failure");

    const service = await describeService(team(), "production");
    expect(service?.runningCount).toBe(1);
    const status = await run(events.pushed("main", name), { inputs: { command: "status" } });
    expect(status.summary).toContain(servingRevision);
  });
});
