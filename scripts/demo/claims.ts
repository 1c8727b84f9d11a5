/** What the demo claims. Each function returns the evidence, and throws when the claim does not hold. */
import assert from "node:assert/strict";
import { DescribeTaskDefinitionCommand, DescribeTasksCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { RunResult } from "../../local/runner.ts";
import { observeService } from "../../src/aws/ecs-service.ts";
import { listWorkers, readWorkPool } from "../../src/prefect/work-pool.ts";
import { formsOf } from "../../src/report/secret-forms.ts";
import type { StickyComment } from "./chronicle.ts";
import { stoppedTask } from "./ecs-tasks.ts";
import type { FlowRun } from "./flow-run.ts";
import type { Stage } from "./stage.ts";
import { bucketsOf, objectsOf, s3Of, storedTexts, TRACE_KINDS, tracesOf } from "./traces.ts";
import { seconds, timeOfDay } from "./words.ts";

/** One deployed environment, and where its parts are found. */
export interface Deployed {
  readonly environment: string;
  /** Prefix of every name in AWS; also the cluster's name. */
  readonly deploymentName: string;
  readonly service: string;
  readonly workPool: string;
  readonly workers: readonly string[];
}

export async function nothingExists({ world, prefect }: Stage, workPool: string): Promise<string> {
  const [buckets, traces] = await Promise.all([
    bucketsOf(world.awsOptions),
    tracesOf(world.awsOptions, "etl-"),
  ]);
  assert.deepEqual([...buckets, ...traces], [], "Found in the account");
  assert.equal(await readWorkPool(prefect, workPool), undefined, `The work pool ${workPool} exists`);
  return `In the account no state bucket and no ${TRACE_KINDS.join(", ")}; in Prefect no work pool ${workPool}.`;
}

/** The state is Terraform's own account of what it made. */
export async function stateHolds({ world }: Stage, environment: string, count: number): Promise<string> {
  const aws = world.awsOptions;
  const key = `${world.repository}/etl/${environment}/terraform.tfstate`;
  const [bucket = ""] = await bucketsOf(aws);
  const { Body } = await s3Of(aws).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = (await Body?.transformToString()) ?? "{}";
  const state = JSON.parse(text) as { resources: { mode: string; instances: unknown[] }[] }; // Terraform's format 4
  const managed = state.resources.filter(({ mode }) => mode === "managed");
  const found = managed.reduce((sum, { instances }) => sum + instances.length, 0);
  assert.ok(count > 0, "The plan added nothing");
  assert.equal(found, count, `The state has ${found} resources, the plan said ${count}`);
  return `${found} resources in s3://${bucket}/${key}, as many as the plan said.`;
}

/** Prefect's own clock tells the heartbeats' age. */
export async function workersAreOnline(stage: Stage, { workers, workPool }: Deployed): Promise<string> {
  assert.ok(workers.length > 0, "The action named no worker");
  const { body, serverTime } = await listWorkers(stage.prefect, workPool);
  const seen = workers.map((name) => {
    const worker = body.find((each) => each.name === name);
    assert.ok(worker?.last_heartbeat_time, `Prefect knows no worker ${name}`);
    assert.equal(worker.status, "ONLINE", `The worker ${name} is ${worker.status}`);
    const age = Math.max(0, (serverTime.getTime() - worker.last_heartbeat_time.getTime()) / 1000);
    const oldest = 2 * (worker.heartbeat_interval_seconds ?? 30);
    assert.ok(age <= oldest, `The last heartbeat of ${name} is ${age} s old`);
    return `${name} is ONLINE in ${workPool}, last heartbeat ${age.toFixed(0)} s ago`;
  });
  return `${seen.join("; ")}.`;
}

export function flowRunCompleted({ name, states }: FlowRun): string {
  const [first, last] = [states.at(0), states.at(-1)];
  assert.ok(first && last, "The flow run has no states");
  assert.equal(last.type, "COMPLETED", `The flow run ${name} ended ${last.name}: ${last.message ?? ""}`);
  const took = (last.timestamp.getTime() - first.timestamp.getTime()) / 1000;
  return `${name}: ${states.map((state) => state.name).join(" → ")} in ${seconds(took)}.`;
}

/** Prefect knows of the end first: the task's process has then still to exit. */
export async function flowRunWasTask(
  { world }: Stage,
  { taskArn }: FlowRun,
  { deploymentName }: Deployed,
): Promise<string> {
  assert.notEqual(taskArn, "", "Prefect knows no infrastructure of the flow run");
  const task = await stoppedTask(world.awsOptions, deploymentName, taskArn);
  assert.ok(task, `ECS knows no task ${taskArn} in the cluster ${deploymentName}`);
  assert.ok(
    task.taskDefinition.startsWith(`${deploymentName}-flow-run:`),
    `The task runs the task definition ${task.taskDefinition}`,
  );
  assert.equal(task.exitCode, 0, `The task ended with exit code ${task.exitCode ?? "unknown"}`);
  return `${taskArn}, from ${task.taskDefinition}, ended with exit code 0.`;
}

/** Unless its pool names the secret, a worker hands its own credential to a task in clear text. */
export async function credentialIsSecret(
  { world, prefectAuthString }: Stage,
  { taskArn }: FlowRun,
  { deploymentName }: Deployed,
): Promise<string> {
  const ecs = new ECSClient(world.awsOptions);
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: deploymentName, tasks: [taskArn] }));
  const taskDefinition = tasks?.[0]?.taskDefinitionArn;
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const secrets = described.taskDefinition?.containerDefinitions?.flatMap(
    (container) => container.secrets ?? [],
  );
  const secret = secrets?.find(({ name }) => name === "PREFECT_API_AUTH_STRING");
  assert.ok(secret?.valueFrom, "The task definition names no secret for PREFECT_API_AUTH_STRING");
  const text = JSON.stringify([tasks, described.taskDefinition]);
  assert.ok(!text.includes(prefectAuthString), "The credential stands in the task or in its definition");
  return `PREFECT_API_AUTH_STRING comes from ${secret.valueFrom}; neither the task nor its definition holds it.`;
}

export function appliedAsPlanned(planned: RunResult, applied: RunResult): string {
  const counts = ({ outputs: { add = "?", change = "?", destroy = "?" } }: RunResult): string =>
    `${add} to add, ${change} to change, ${destroy} to destroy`;
  assert.equal(
    counts(applied),
    counts(planned),
    `Planned was ${counts(planned)}, applied ${counts(applied)}`,
  );
  return `${counts(applied)}, both times.`;
}

export async function environmentIsGone(
  { world, prefect }: Stage,
  { environment, deploymentName, workPool }: Deployed,
): Promise<string> {
  const [traces, objects, pool] = await Promise.all([
    tracesOf(world.awsOptions, deploymentName),
    objectsOf(world.awsOptions, `${world.repository}/etl/${environment}/`),
    readWorkPool(prefect, workPool),
  ]);
  assert.deepEqual([...traces, ...objects], [], "Left behind");
  assert.equal(pool, undefined, `The work pool ${workPool} is still there`);
  return `Of ${deploymentName} no ${TRACE_KINDS.join(", ")}; no object in the state bucket; no work pool.`;
}

export async function stillServes(stage: Stage, deployed: Deployed): Promise<string> {
  const { deploymentName, service } = deployed;
  const observed = await observeService(new ECSClient(stage.world.awsOptions), deploymentName, service);
  const primary = observed?.deployments.find(({ isPrimary }) => isPrimary);
  assert.ok(primary, `ECS knows no service ${service}`);
  assert.equal(primary.runningCount, primary.desiredCount, `Running and desired tasks of ${service}`);
  const online = await workersAreOnline(stage, deployed);
  return `${service} runs ${primary.runningCount} of ${primary.desiredCount} tasks; ${online}`;
}

export function oneCommentEach(comments: readonly StickyComment[], environments: readonly string[]): string {
  assert.deepEqual(
    comments.map(({ environment }) => environment).sort(),
    environments.toSorted(),
    "Comments",
  );
  return comments
    .map(({ environment, versions }) => {
      const phases = versions.map(({ phase, at }) => `${phase} ${timeOfDay(at)}`);
      return `${environment}: ${phases.join(" → ")}`;
    })
    .join("; ");
}

export function githubWasKept({ world }: Stage): string {
  const { violations, requests } = world.github;
  assert.deepEqual(violations, [], "Violations of GitHub's description");
  // 404 is no refusal: before a teardown the action asks whether the deleted branch is there again.
  const refused = requests.filter(({ status }) => status >= 400 && status !== 404);
  assert.deepEqual(refused, [], "Refused requests");
  return `${requests.length} requests and answers, each valid by GitHub's OpenAPI description; none refused.`;
}

/** @param written all that was written in the story, unmasked */
export async function noSecretWasWritten(
  { world, prefectAuthString }: Stage,
  written: readonly string[],
): Promise<string> {
  const stored = await storedTexts(world.awsOptions);
  const forms = [...formsOf([prefectAuthString, world.github.token])];
  const texts = [...written, ...stored];
  const leaks = texts.filter((text) => forms.some((form) => text.includes(form)));
  assert.equal(leaks.length, 0, `A secret stands in ${leaks.length} of ${texts.length} texts`);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return (
    `Prefect's credential and GitHub's token, plain and encoded: not in ${characters.toLocaleString("en-US")} ` +
    `characters of logs, summaries, outputs, comments, statuses and ${stored.length} versions of objects in the state bucket.`
  );
}

export function nothingRunsOn(runs: readonly RunResult[]): string {
  assert.deepEqual(
    runs.flatMap(({ processesLeft }) => processesLeft),
    [],
    "Processes that outlived their run",
  );
  return `${runs.length} runs ended with all their processes.`;
}
