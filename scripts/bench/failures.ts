import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { DeleteQueueCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { commitSha, pushEvent } from "../../local/github/events.ts";
import { endedByItself, observeService, type Task } from "../../src/aws/ecs-service.ts";
import { createWorkPool } from "../../src/prefect/work-pool.ts";
import { configuration, type Changes } from "./configuration.ts";
import { FAILED, heartbeatsSince } from "./heartbeats.ts";
import type { Stage, Team, TimedRun } from "./stage.ts";

/** Why no task of a deployment can start, each in AWS's words as the local cloud plays them. */
const FAULTS = [
  "image-rate-limited",
  "image-architecture",
  "registry-unreachable",
  "secret-access-denied",
  "logs-unreachable",
  "subnet-full",
] as const;

/** After as many tasks that did not start, ECS's circuit breaker gives a small service's deployment up. */
const BREAKER_THRESHOLD = 3;

/** Long enough for a worker to have tried, and no longer than it takes to see that it tries in vain. */
const REGISTRATION_SECONDS = 10;

/**
 * Breaks a team's environment that works, once in each way.
 * @returns seconds from certain failure to the verdict. ECS and Prefect tell when something happened by clocks of
 * this machine, ECS in whole seconds that have begun: so a value may be up to one too high, and never too low
 */
export async function measureFailures(stage: Stage, team: Team): Promise<number[]> {
  // First, as it needs a deployment that works; the next apply makes the queue again.
  const values = [await lostEventQueue(stage, team)];
  for (const fault of FAULTS) values.push(await failedStart(stage, team, fault));
  values.push(await misspeltWorkQueue(stage, team), await deafWorker(stage, team));
  return values;
}

/** Certain once the first of the new workers is registered: it looked for the queue before, and will not again. */
async function lostEventQueue(stage: Stage, team: Team): Promise<number> {
  const { cluster, service } = team;
  const { awsOptions } = team.world;
  const sqs = new SQSClient(awsOptions);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${cluster}-task-events` }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  const startedMs = Date.now();
  await new ECSClient(awsOptions).send(
    new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }),
  );
  const run = await team.runToFailure(pushed(team, "main"), { command: "verify" });
  const [heartbeatMs] = await heartbeatsSince(stage, cluster, startedMs);
  return secondsToVerdict(run, "a lost queue of task events", heartbeatMs);
}

/** Certain when ECS gives the deployment up, or when Terraform has made it, if that is later. */
async function failedStart(stage: Stage, team: Team, fault: string): Promise<number> {
  const run = await deploy(team, fault, { workerEnv: `{ LOCAL_CLOUD_FAULT: ${fault} }` });
  const ended = newest((await tasksOf(team)).filter(endedByItself)).map(({ stoppedAt }) => timeOf(stoppedAt));
  const givenUpMs = ended.sort((a, b) => a - b)[BREAKER_THRESHOLD - 1];
  return secondsToVerdict(run, fault, givenUpMs, deployedMs(stage));
}

/** Certain as soon as Terraform has deployed a worker that polls it. In a pool of its own it would be made. */
async function misspeltWorkQueue(stage: Stage, team: Team): Promise<number> {
  const theirs = `${team.project}-theirs`;
  await createWorkPool(stage.prefect, theirs, "");
  const workPool = `{ name: "${theirs}", queues: [hgih], manage: wire }`;
  const run = await deploy(team, "a misspelt queue", { workPool });
  return secondsToVerdict(run, "a misspelt queue", deployedMs(stage));
}

/** Certain when a task has been RUNNING, and was proven, for as long as its worker may take to register. */
async function deafWorker(stage: Stage, team: Team): Promise<number> {
  const run = await deploy(team, "a worker that hears nothing", {
    sections: [
      'prefect: { api_url: "http://127.0.0.1:9/api" }',
      `proof: { registration_timeout: ${REGISTRATION_SECONDS}s }`,
    ],
  });
  const began = newest(await tasksOf(team)).map(({ startedAt }) => timeOf(startedAt));
  const sinceMs = Math.max(Math.min(...began), deployedMs(stage));
  return secondsToVerdict(run, "a worker that hears nothing", sinceMs + 1000 * REGISTRATION_SECONDS);
}

async function deploy(team: Team, what: string, changes: Changes): Promise<TimedRun> {
  team.world.configure(configuration(team.project, team.world.subnetIds, changes));
  return await team.runToFailure(pushed(team, what));
}

function pushed({ world, project }: Team, what: string) {
  const sha = commitSha(`${project} ${what}`);
  return pushEvent({ repository: world.repository, ref: "refs/heads/main", sha });
}

async function tasksOf({ world, cluster, service }: Team): Promise<readonly Task[]> {
  return (await observeService(new ECSClient(world.awsOptions), cluster, service))?.tasks ?? [];
}

/** Those of the revision that was deployed last. */
function newest(tasks: readonly Task[]): Task[] {
  const [last] = tasks.toSorted((a, b) => timeOf(b.createdAt) - timeOf(a.createdAt));
  return tasks.filter(({ taskDefinitionArn }) => taskDefinitionArn === last?.taskDefinitionArn);
}

function deployedMs({ terraform }: Stage): number {
  return terraform.resourceTimes().get("aws_ecs_service.worker")?.completedMs ?? NaN;
}

/** @param certainMs of which the last made the failure certain */
function secondsToVerdict(
  run: TimedRun,
  what: string,
  ...certainMs: readonly (number | undefined)[]
): number {
  const verdict = run.lines.find(({ text }) => text.startsWith(FAILED));
  const seconds = ((verdict?.atMs ?? NaN) - Math.max(...certainMs.map((at) => at ?? NaN))) / 1000;
  if (Number.isFinite(seconds)) return seconds;
  throw new Error(`The deployment with ${what} was not judged. Its log:\n${run.result.log}`);
}

function timeOf(at: Date | undefined): number {
  return at?.getTime() ?? NaN;
}
