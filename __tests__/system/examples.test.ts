import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateClusterCommand, DeleteClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunResult } from "../../local/runner.ts";
import { stateObjects, workPoolsOf, type PrefectServer } from "./support/cloud.ts";
import { counted, inventory, statedCounts } from "./support/inventory.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

const { open, guarded } = prefectServers;

interface Example {
  readonly name: string;
  readonly prefect: PrefectServer;
  readonly team: () => Team;
  /** Branches whose environments stand side by side. */
  readonly branches: readonly string[];
  /** What the example expects to find. */
  readonly prepare?: (team: Team) => Promise<void>;
  readonly cleanUp?: (team: Team) => Promise<void>;
}

const EXAMPLES: readonly Example[] = [
  { name: "cloud", prefect: open, team: createTeam(), branches: ["main", "feature/one"] },
  {
    name: "self-hosted",
    prefect: guarded,
    team: createTeam({
      prefectApiUrl: guarded.apiUrl,
      credential: { "prefect-auth-string": guarded.authString },
    }),
    branches: ["main", "feature/one"],
  },
  { name: "greenfield", prefect: open, team: createTeam(), branches: ["main", "develop"] },
  { name: "production", prefect: open, team: createTeam(), branches: ["main"] },
  {
    name: "previews",
    prefect: open,
    team: createTeam(),
    branches: ["main", "feature/one", "feature/other"],
    prepare: makeSharedCluster,
    cleanUp: deleteSharedCluster,
  },
  {
    name: "regulated",
    prefect: open,
    team: createTeam(),
    branches: ["main"],
    prepare: makeBoundary,
  },
];

/** What became of an example: a run for each of its branches. */
interface Story {
  readonly applied: readonly RunResult[];
  readonly again: readonly RunResult[];
  readonly standing: Standing;
  readonly destroyed: readonly RunResult[];
}

/** What there was of it while it stood. */
interface Standing {
  readonly made: Readonly<Record<string, number>>;
  readonly stated: Readonly<Record<string, number>>;
  readonly workPools: readonly string[];
}

/**
 * So many examples go through their lives side by side: most of that is waiting for AWS, and more would only make
 * the workers of all of them slow to start on two cores.
 */
const LANES = 2;
const stories = new Map<string, Promise<Story>>();
beforeAll(() => {
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    EXAMPLES.filter((_, index) => index % LANES === lane),
  );
  for (const lane of lanes) {
    let before: Promise<unknown> = Promise.resolve();
    for (const example of lane) {
      const story = before.then(() => play(example));
      stories.set(example.name, story);
      // Whoever awaits it sees the error; until then nobody has to, and it takes no other with it.
      before = story.catch(() => undefined);
    }
  }
});

describe.each(EXAMPLES)("the example $name", ({ name, prefect, team, branches }) => {
  test("is applied, and its workers are proven", async () => {
    const { applied } = await storyOf(name);
    const told = applied.map(({ exitCode, outputs, annotations }) => ({
      exitCode,
      verified: outputs["verified"],
      errors: annotations.filter(({ level }) => level === "error").map(({ message }) => message),
    }));
    expect(told).toEqual(branches.map(() => ({ exitCode: 0, verified: "true", errors: [] })));
  });

  test("is planned as no changes afterwards", async () => {
    const { again } = await storyOf(name);
    const nothing = { changed: "false", add: "0", change: "0", destroy: "0", "job-variables": "[]" };
    expect(again.map((run) => [run.exitCode, changesOf(run)])).toEqual(branches.map(() => [0, nothing]));
  });

  test("is in AWS what Terraform says it is, and has a work pool for each environment", async () => {
    const { applied, standing } = await storyOf(name);
    expect(standing.made).toEqual(standing.stated);
    const environments = applied.map(({ outputs }) => outputs["environment"] ?? "");
    expect(standing.workPools).toEqual(environments.map((one) => `${team().project}-${one}`).sort());
  });

  test("is destroyed, and leaves nothing", async () => {
    const { destroyed } = await storyOf(name);
    expect(destroyed.map(({ exitCode }) => exitCode)).toEqual(branches.map(() => 0));
    expect(await inventory(team())).toEqual({});
    expect(await stateObjects(team())).toEqual([]);
    expect(await workPoolsOf(prefect, team())).toEqual([]);
  });
});

function storyOf(example: string): Promise<Story> {
  return stories.get(example) ?? Promise.reject(new Error(`${example} was not played.`));
}

async function play({ name, prefect, team, branches, prepare, cleanUp }: Example): Promise<Story> {
  const { configure, run, events } = team();
  await prepare?.(team());
  configure(configurationOf(name, team()));
  // Environments of one account, and of one cluster, do not collide: both stand before either is destroyed.
  const applied = await Promise.all(branches.map((branch) => run(events.pushed(branch, branch))));
  const again = await Promise.all(branches.map((branch) => run(events.pushed(branch, `${branch} again`))));
  const standing = {
    made: counted(await inventory(team())),
    stated: await statedCounts(team()),
    workPools: await workPoolsOf(prefect, team()),
  };
  const destroyed = await Promise.all(
    applied.map(({ outputs: { environment = "" } }) =>
      // By name, as a protected environment is destroyed by no event.
      run(events.pushed("main", "destroy"), { inputs: { command: "destroy", environment } }),
    ),
  );
  await cleanUp?.(team());
  return { applied, again, standing, destroyed };
}

function changesOf({ outputs }: RunResult) {
  const { changed, add, change, destroy, "job-variables": jobVariables } = outputs;
  return { changed, add, change, destroy, "job-variables": jobVariables };
}

/**
 * The example as it is, but for the names of what is there already (account, subnets, Prefect's address), and for
 * more patience, as the workers of all examples start on the same few cores.
 */
function configurationOf(example: string, { project, subnetIds, account }: Team): string {
  const path = join(import.meta.dirname, "..", "..", "examples", example, "prefect-worker.yml");
  const configuration = readFileSync(path, "utf8")
    .replace("name: etl", `name: ${project}`)
    .replace('"etl-{environment}"', `"${project}-{environment}"`)
    .replace(/subnet-0123456789abcdef0, subnet-0fedcba9876543210/, subnetIds.join(", "))
    .replace("http://prefect.internal.example.com:4200/api", guarded.apiUrl)
    .replace("111122223333", account);
  return `${configuration}\nproof: { registration_timeout: 5m }\n`;
}

async function makeSharedCluster({ awsOptions }: Team): Promise<void> {
  await new ECSClient(awsOptions).send(
    new CreateClusterCommand({ clusterName: "previews", capacityProviders: ["FARGATE", "FARGATE_SPOT"] }),
  );
}

async function deleteSharedCluster({ awsOptions }: Team): Promise<void> {
  await new ECSClient(awsOptions).send(new DeleteClusterCommand({ cluster: "previews" }));
}

async function makeBoundary({ awsOptions }: Team): Promise<void> {
  await new IAMClient(awsOptions).send(
    new CreatePolicyCommand({
      PolicyName: "workload-boundary",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      }),
    }),
  );
}
