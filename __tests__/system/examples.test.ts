import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateClusterCommand, DeleteClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunResult } from "../../local/runner.ts";
import { inventory, stateObjects, workPoolsOf } from "./support/cloud.ts";
import { createTeam, prefectServers, type Team } from "./support/team.ts";

const { open, guarded } = prefectServers;

interface Example {
  readonly name: string;
  readonly team: () => Team;
  /** Branches whose environments stand side by side. */
  readonly branches: readonly string[];
  /** What the example expects to find. */
  readonly prepare?: (team: Team) => Promise<void>;
  readonly cleanUp?: (team: Team) => Promise<void>;
}

const EXAMPLES: readonly Example[] = [
  { name: "cloud", team: createTeam(), branches: ["main"] },
  {
    name: "self-hosted",
    team: createTeam({
      prefectApiUrl: guarded.apiUrl,
      credential: { "prefect-auth-string": guarded.authString },
    }),
    branches: ["main"],
  },
  { name: "greenfield", team: createTeam(), branches: ["main", "develop"] },
  { name: "production", team: createTeam(), branches: ["main"] },
  {
    name: "previews",
    team: createTeam(),
    branches: ["feature/one", "feature/other"],
    prepare: makeSharedCluster,
    cleanUp: deleteSharedCluster,
  },
  {
    name: "regulated",
    team: createTeam(),
    branches: ["main"],
    prepare: makeBoundary,
  },
];

/** What became of an example: a run for each of its branches. */
interface Story {
  readonly applied: readonly RunResult[];
  readonly again: readonly RunResult[];
  readonly destroyed: readonly RunResult[];
}

/** All environments of all examples go through their lives at once: most of it is waiting for AWS. */
const stories = new Map<string, Promise<Story>>();
beforeAll(() => {
  for (const example of EXAMPLES) {
    const story = play(example);
    // Whoever awaits it sees the error; until then nobody has to.
    story.catch(() => undefined);
    stories.set(example.name, story);
  }
});

describe.each(EXAMPLES)("the example $name", ({ name, team, branches }) => {
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

  test("is destroyed, and leaves nothing", async () => {
    const { destroyed } = await storyOf(name);
    expect(destroyed.map(({ exitCode }) => exitCode)).toEqual(branches.map(() => 0));
    expect(Object.values(await inventory(team())).flat()).toEqual([]);
    expect(await stateObjects(team())).toEqual([]);
    // Of the open server; the guarded one tells nobody without its credential.
    expect(await workPoolsOf(open.apiUrl, team())).toEqual([]);
  });
});

function storyOf(example: string): Promise<Story> {
  return stories.get(example) ?? Promise.reject(new Error(`${example} was not played.`));
}

async function play({ name, team, branches, prepare, cleanUp }: Example): Promise<Story> {
  const { configure, run, events } = team();
  await prepare?.(team());
  configure(configurationOf(name, team()));
  // Environments of one account, and of one cluster, do not collide: both stand before either is destroyed.
  const applied = await Promise.all(branches.map((branch) => run(events.pushed(branch, branch))));
  const again = await Promise.all(branches.map((branch) => run(events.pushed(branch, `${branch} again`))));
  const destroyed = await Promise.all(
    applied.map(({ outputs: { environment = "" } }) =>
      // By name, as a protected environment is destroyed by no event.
      run(events.pushed("main", "destroy"), { inputs: { command: "destroy", environment } }),
    ),
  );
  await cleanUp?.(team());
  return { applied, again, destroyed };
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
