import {
  ECSClient,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { RunResult } from "../../local/runner.ts";
import { PrefectClient } from "../../src/prefect/client.ts";
import { createDeployment, createFlow, createFlowRun, deleteFlow } from "../../src/prefect/flow-runs.ts";
import { ENTRYPOINT, PULL_STEPS, smokeName, smokeTags } from "../../src/proof/smoke/flow.ts";
import { smokeFamily } from "../../stacks/flow-run-families.ts";
import { removeLeftovers } from "../../src/proof/smoke/remove.ts";
import { prefectCall } from "./support/cloud.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

/** A digest is no tag that could be looked up before. */
const NO_IMAGE = `prefecthq/nope@sha256:${"0".repeat(64)}`;

const prefect = new PrefectClient({
  apiUrl,
  credential: { kind: "none" },
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  random: Math.random,
});

/** A server tells its time in whole seconds, and a busy one is late to read the clock. */
const NO_AGE_SECONDS = -60;

let well: RunResult;
let leftAfterWell: Leftovers;

beforeAll(async () => {
  const { configure, run, events, project } = team();
  await prefectCall(apiUrl, "POST", "/work_pools/", { name: `${project}-production`, type: "ecs" });
  for (const name of ["first", "second"])
    await prefectCall(apiUrl, "POST", `/work_pools/${project}-production/queues`, { name });
  configure(provenByFlowRun());
  well = await run(events.pushed("main", "well"));
  leftAfterWell = await leftovers();
});

describe("a flow run at the end of an apply", () => {
  test("goes from Scheduled to Completed as an ECS task, whose container exits with 0", () => {
    expect([well.exitCode, well.outputs["verified"]]).toEqual([0, "true"]);
    expect(well.log).toMatch(
      /✓ A flow run goes through: It ran and Completed, .* Scheduled [\d:.]+, .*Running [\d:.]+, Completed [\d:.]+ \(UTC\)\. Task arn:aws:ecs:\S+ of worker \S+, exit code 0/,
    );
    expect(well.summary).toContain("A flow run goes through");
  });

  test("leaves no flow, run, deployment, task and task definition", () => {
    expect(leftAfterWell).toEqual({ flows: [], runs: [], deployments: [], tasks: [], definitions: [] });
  });

  test("that no worker is given, as the pool has no slot free, says so", async () => {
    const { configure, run, events, project } = team();
    const pool = `${project}-production`;
    configure(provenByFlowRun({ proof: "{ smoke: true, smoke_timeout: 10s }" }));
    await prefectCall(apiUrl, "PATCH", `/work_pools/${pool}`, { concurrency_limit: 0 });
    const { exitCode, outputs, summary } = await run(events.pushed("main", "well"), {
      inputs: { command: "verify", environment: "production" },
    });
    await prefectCall(apiUrl, "PATCH", `/work_pools/${pool}`, { concurrency_limit: null });

    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "flow-run-no-slot"]);
    expect(summary).toContain("lets 0 flow runs run at a time");
    expect(await leftovers()).toEqual({ flows: [], runs: [], deployments: [], tasks: [], definitions: [] });
  });

  test("fails the apply with the cause when its task cannot start, and leaves nothing", async () => {
    const { configure, run, events } = team();
    configure(provenByFlowRun({ flow_runs: `{ image: "${NO_IMAGE}" }` }));
    const { exitCode, outputs, summary } = await run(events.pushed("main", "broken"));

    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "flow-run-image-not-pulled"]);
    expect(summary).toContain("The image of the flow run");
    expect(await leftovers()).toEqual({ flows: [], runs: [], deployments: [], tasks: [], definitions: [] });
  });
});

test("what a killed run left behind is removed once it is old enough, its task definition included", async () => {
  const { project, awsOptions } = team();
  const ours = `${project}-production`;
  const tags = smokeTags(ours);
  const flowId = await createFlow(prefect, smokeName(ours, "killed"), tags);
  const deploymentId = await createDeployment(prefect, {
    ...{ name: "smoke", flowId, workPool: ours, tags },
    ...{ entrypoint: ENTRYPOINT, pullSteps: PULL_STEPS, jobVariables: {} },
  });
  await createFlowRun(prefect, deploymentId, { name: "smoke", tags });
  const ecs = new ECSClient(awsOptions);
  const family = smokeFamily(`${ours}-flow-run`);
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: [{ name: "prefect", image: "flows" }],
    }),
  );
  const remove = (deploymentName: string, olderThanSeconds: number) =>
    removeLeftovers({ prefect, ecs }, { deploymentName, family }, olderThanSeconds);

  expect(await remove(ours, 300)).toEqual([]);
  expect((await leftovers()).definitions).toHaveLength(1);
  expect(await remove(ours, NO_AGE_SECONDS)).toEqual([smokeName(ours, "killed")]);
  expect(await leftovers()).toMatchObject({ flows: [], runs: [], deployments: [], definitions: [] });
});

test("a deployment whose name begins the same removes nothing of it", async () => {
  const { project, awsOptions } = team();
  const ours = `${project}-production`;
  const flowId = await createFlow(prefect, smokeName(ours, "killed"), smokeTags(ours));
  const place = { deploymentName: `${project}-prod`, family: smokeFamily(`${project}-prod-flow-run`) };
  expect(await removeLeftovers({ prefect, ecs: new ECSClient(awsOptions) }, place, NO_AGE_SECONDS)).toEqual(
    [],
  );
  await deleteFlow(prefect, flowId);
});

/** A configuration with a smoke run, on a pool that is there before. */
function provenByFlowRun(sections: Readonly<Record<string, string>> = {}): string {
  const { project, yaml } = team();
  return yaml({
    worker: "{ env: { PREFECT_WORKER_QUERY_SECONDS: '2' } }",
    work_pool: `{ name: "${project}-production", queues: [first, second], manage: wire }`,
    proof: "{ registration_timeout: 3m, smoke: true }",
    ...sections,
  });
}

type Leftovers = Awaited<ReturnType<typeof leftovers>>;

async function leftovers() {
  const { awsOptions, project } = team();
  const ecs = new ECSClient(awsOptions);
  const ours = `${project}-production`;
  const of = async (kind: string, filter: object) =>
    records.parse(await prefectCall(apiUrl, "POST", `/${kind}/filter`, filter)).map(({ name }) => name);
  const inPool = { work_pools: { name: { any_: [ours] } } };
  const family = smokeFamily(`${ours}-flow-run`);
  const [flows, runs, deployments, tasks, definitions] = await Promise.all([
    of("flows", { flows: { tags: { all_: [ours] } } }),
    of("flow_runs", inPool),
    of("deployments", inPool),
    ecs.send(new ListTasksCommand({ cluster: ours, family })),
    ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: family })),
  ]);
  return {
    ...{ flows, runs, deployments },
    tasks: tasks.taskArns ?? [],
    definitions: definitions.taskDefinitionArns ?? [],
  };
}

const records = z.array(z.object({ name: z.string() }));
