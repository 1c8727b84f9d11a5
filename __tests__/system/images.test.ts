import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import type { RunResult } from "../../local/runner.ts";
import { describeService, templateOf } from "./support/cloud.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const WORKER = "prefecthq/prefect-aws:3-latest";
const FLOWS = "prefecthq/prefect:3-latest";
const team = createTeam();

describe("tags of images", () => {
  test("are deployed as digests, for worker and flow runs", async () => {
    const { configure, yaml, run, events, registry, project } = team();
    configure(yaml({ worker: `{ image: "${WORKER}" }`, flow_runs: `{ image: "${FLOWS}" }` }));
    const { exitCode, outputs, summary, annotations } = await run(events.pushed("main", "first"));

    expect([exitCode, outputs["verified"], outputs["failure-reason"]]).toEqual([0, "true", ""]);
    expect(warningsOfImages(annotations)).toEqual([]);
    expect(await deployedImage()).toBe(`prefecthq/prefect-aws@${registry.digestOf(WORKER)}`);
    expect(await flowRunImage(`${project}-production`)).toBe(`prefecthq/prefect@${registry.digestOf(FLOWS)}`);
    expect(summary).toContain(`The image ${WORKER} is ${registry.digestOf(WORKER)} now.`);
    // Each by one request that is refused, one for a token, and one with it.
    expect(registry.requests.toSorted()).toEqual([
      "GET /token",
      "GET /token",
      "HEAD /v2/prefecthq/prefect-aws/manifests/3-latest",
      "HEAD /v2/prefecthq/prefect-aws/manifests/3-latest",
      "HEAD /v2/prefecthq/prefect/manifests/3-latest",
      "HEAD /v2/prefecthq/prefect/manifests/3-latest",
    ]);
  });

  test("that have not moved are no change", async () => {
    const { exitCode, outputs } = await team().run(team().events.opened());
    expect([exitCode, outputs["changed"]]).toEqual([0, "false"]);
  });

  test("are no change while the registry does not answer, either, and a warning says so", async () => {
    const { run, events, registry } = team();
    registry.setAvailable(false);
    const { exitCode, outputs, annotations, summary } = await run(events.synchronized("silence"));
    registry.setAvailable(true);
    expect([exitCode, outputs["changed"]]).toEqual([0, "false"]);
    const warnings = warningsOfImages(annotations);
    expect(warnings).toEqual([
      expect.stringContaining(
        `worker.image is "${WORKER}", and its tag was not resolved to a digest: Docker Hub`,
      ),
      expect.stringContaining(`flow_runs.image is "${FLOWS}"`),
    ]);
    expect(warnings[0]).toContain(
      `The image that was deployed last stays, prefecthq/prefect-aws@${registry.digestOf(WORKER)}`,
    );
    expect(summary).toContain("Docker Hub answered 503");
  });

  test("that have moved are a change, which the plan shows with both digests", async () => {
    const { run, events, registry, github, repository, pullRequest } = team();
    const former = registry.digestOf(WORKER);
    registry.move(WORKER);
    const { exitCode, outputs } = await run(events.synchronized("moved"));
    expect([exitCode, outputs["changed"]]).toEqual([0, "true"]);
    const comment = github.comments(repository, pullRequest)[0]?.body ?? "";
    for (const digest of [former, registry.digestOf(WORKER)]) expect(comment).toContain(digest);
  });

  test("are of no interest to a teardown", async () => {
    const { run, events, registry } = team();
    const asked = registry.requests.length;
    const inputs = { command: "destroy", environment: "production" };
    const { exitCode } = await run(events.pushed("main", "teardown"), { inputs });
    expect([exitCode, registry.requests.length]).toEqual([0, asked]);
  });
});

/** Prefect's address without TLS is warned of, too. */
function warningsOfImages(annotations: RunResult["annotations"]): string[] {
  return annotations
    .filter(({ level, message }) => level === "warning" && message.includes("image is"))
    .map(({ message }) => message);
}

async function deployedImage(): Promise<string | undefined> {
  const service = await describeService(team(), "production");
  const { taskDefinition } = await new ECSClient(team().awsOptions).send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service?.taskDefinition }),
  );
  return taskDefinition?.containerDefinitions?.[0]?.image;
}

async function flowRunImage(workPool: string): Promise<unknown> {
  const { variables } = await templateOf(prefectServers.open.apiUrl, workPool);
  return variables.properties["image"]?.default;
}
