import { commitSha, deleteEvent, pullRequestEvent, pushEvent } from "../../local/github/events.ts";
import type { RunResult } from "../../local/runner.ts";
import type { PullRequestFacts } from "./chronicle.ts";
import * as claims from "./claims.ts";
import { runFlow } from "./flow-run.ts";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";
import { snapshotWorkPool } from "./work-pool-snapshot.ts";

const BRANCH = "feature/nightly-sales";
const BASE_SHA = commitSha("main before the pull request");
const HEAD_SHA = commitSha("refresh the sales tables every night");

export function pullRequestOf({ world }: Stage): PullRequestFacts {
  const { payload } = pullRequest(world.repository, "opened");
  return {
    repository: world.repository,
    number: payload.number,
    title: payload.pull_request.title,
    author: payload.sender.login,
    head: BRANCH,
    base: "main",
  };
}

/** The life of a pull request, from its opening to the end of its branch. */
export async function playStory(stage: Stage, narrator: Narrator): Promise<void> {
  const { world } = stage;
  const { repository } = world;
  const opened = pullRequest(repository, "opened");
  const merged = pullRequest(repository, "closed");
  world.configure(configuration(world.subnetIds));

  narrator.step(
    "A pull request is opened",
    "It plans what its merge would deploy, production, and changes nothing.",
  );
  const planned = await narrator.run(opened);
  await narrator.prove("The plan changed nothing", () => claims.nothingExists(stage, "etl-production"));

  narrator.step(
    "The branch gets an environment of its own",
    "GitHub tells of the push of the branch, too; it matches an ephemeral environment of the configuration.",
  );
  const pushed = await narrator.run(
    pushEvent({ repository, ref: `refs/heads/${BRANCH}`, sha: HEAD_SHA, before: BASE_SHA }),
  );
  const preview = deployed(pushed);
  await proveDeployment(stage, narrator, pushed);

  narrator.step(
    "A flow runs through its worker",
    "A deployment on the work pool and one flow run: all that its task needs are the defaults that the action wired.",
  );
  const flowRun = await runFlow(stage.prefect, preview.workPool, stage);
  narrator.flowRun(flowRun);
  await narrator.prove("A real flow run completed", () => claims.flowRunCompleted(flowRun));
  await narrator.prove("It ran as an ECS task of the environment", () =>
    claims.flowRunWasTask(stage, flowRun, preview),
  );
  await narrator.prove("Its task read Prefect's credential from the secret", () =>
    claims.credentialIsSecret(stage, flowRun, preview),
  );
  narrator.pool(await snapshotWorkPool(stage, preview.workPool, preview.deploymentName));

  narrator.step(
    "The pull request is merged",
    "GitHub tells of the push to main. The workflow of this repository does not listen to the closing itself.",
  );
  world.github.remember(merged);
  const main = await narrator.run(
    pushEvent({ repository, ref: "refs/heads/main", sha: merged.sha, before: BASE_SHA }),
  );
  const production = deployed(main);
  await narrator.prove("What was applied is what was planned", () => claims.appliedAsPlanned(planned, main));
  await proveDeployment(stage, narrator, main);
  narrator.pool(await snapshotWorkPool(stage, production.workPool, production.deploymentName));

  narrator.step(
    "The branch is deleted",
    "GitHub runs the workflow of main; the environment of the branch is torn down from its record and state.",
  );
  const deleted = await narrator.run(
    deleteEvent({ repository, refType: "branch", ref: BRANCH, defaultBranchSha: merged.sha }),
  );
  await narrator.prove("The environment of the branch is gone", () =>
    claims.environmentIsGone(stage, preview),
  );
  await narrator.prove("Production still serves", () => claims.stillServes(stage, production));

  narrator.step("Looking back", "What holds for the story as a whole.");
  const { comments } = narrator.chronicle;
  await narrator.prove("The pull request has one comment for each environment", () =>
    claims.oneCommentEach(comments, [preview.environment, production.environment]),
  );
  await narrator.prove("GitHub was asked only what it documents", () => claims.githubWasKept(stage));
  const told = comments.flatMap(({ versions }) => versions.map(({ body }) => body));
  await narrator.prove("No secret was written anywhere", () =>
    claims.noSecretWasWritten(stage, [...narrator.written, ...told]),
  );
  await narrator.prove("No run left a process behind", () =>
    claims.nothingRunsOn([planned, pushed, main, deleted]),
  );
}

async function proveDeployment(stage: Stage, narrator: Narrator, run: RunResult): Promise<void> {
  const environment = deployed(run);
  const count = Number(run.outputs["add"]);
  await narrator.prove(`${count} resources were made for ${environment.environment}`, () =>
    claims.stateHolds(stage, environment.environment, count),
  );
  await narrator.prove(`The worker of ${environment.environment} is registered and alive`, () =>
    claims.workersAreOnline(stage, environment),
  );
}

/** What the action's outputs tell of the environment that it deployed. */
function deployed({ outputs }: RunResult): claims.Deployed {
  const { environment = "", cluster = "", service = "", workers = "[]" } = outputs;
  return {
    ...{ environment, service },
    deploymentName: cluster,
    workPool: `etl-${environment}`,
    workers: JSON.parse(workers) as string[], // a JSON array of names, as action.yml documents
  };
}

function pullRequest(repository: string, action: "opened" | "closed") {
  const event = pullRequestEvent(action, {
    repository,
    number: 42,
    head: { ref: BRANCH, sha: HEAD_SHA },
    base: { ref: "main", sha: BASE_SHA },
    merged: action === "closed",
  });
  event.payload.pull_request.title = "Refresh the sales tables every night";
  return event;
}

/** The worker asks for flow runs every 2 s instead of every 10 s, since somebody is watching. */
function configuration(subnetIds: readonly string[]): string {
  return `name: etl
work_pool: { name: "etl-{environment}" }
network: { subnet_ids: [${subnetIds.join(", ")}] }
worker: { env: { PREFECT_WORKER_QUERY_SECONDS: "2" } }
environments:
  production: { branches: [main], protected: true }
  preview: { branches: ["feature/**"], ephemeral: true, ttl: 7d }
`;
}
