import { expect, test } from "@jest/globals";
import { describeService } from "./support/cloud.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();

test("a worker that ECS calls healthy but that never registers fails, and says so", async () => {
  const { configure, yaml, run, events } = team();
  // The action reaches Prefect; the worker's task does not.
  configure(
    yaml({ prefect: "{ api_url: 'http://127.0.0.1:9/api' }", proof: "{ registration_timeout: 20s }" }),
  );
  const { exitCode, outputs, summary } = await run(events.pushed("main", "lost"));

  expect([exitCode, outputs["verified"], outputs["failure-reason"]]).toEqual([
    1,
    "false",
    "prefect-unreachable",
  ]);
  expect(summary).toContain("yet its worker is not registered");
  expect(summary).toContain("The worker's task does not reach Prefect's API.");
  const service = await describeService(team(), "production");
  expect(service?.deployments?.[0]).toMatchObject({ rolloutState: "COMPLETED", runningCount: 1 });
});
