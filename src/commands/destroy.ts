import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { flowRunFamilies } from "../../stacks/flow-run-families.ts";
import { setDesiredCount } from "../aws/ecs-service.ts";
import { deleteLogGroup } from "../aws/logs.ts";
import { serviceTasksStopped, stopTasksOfFamily } from "../aws/stopping-tasks.ts";
import { deleteTaskDefinitions } from "../aws/task-definitions.ts";
import { resourceNames } from "../config/names.ts";
import { OutsideError, UserError } from "../errors.ts";
import { GitHubError } from "../github/errors.ts";
import { deleteWorkPool, setWorkPoolPaused } from "../prefect/work-pool.ts";
import { writeBackend, writeDestroyConfiguration } from "../terraform/backend.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Terraform } from "../terraform/terraform.ts";
import type { Context } from "./context.ts";
import { rememberLock, s3Backend, terraformBinary, terraformIn } from "./environment-terraform.ts";
import type { State } from "./state.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";
import { leaveWorkPool, ownsWorkPool } from "./work-pool-ownership.ts";

/**
 * Tears one environment down, from its record and its state alone. Every step takes what it finds, so that
 * a teardown that was cut off can be run again; the record goes last, because it is how the rest is found.
 * @throws UserError when the record belongs to another Prefect than the one that this run was given; OutsideError when
 *   the environment is deployed anew meanwhile
 */
export async function destroy(
  context: Context,
  state: State,
  record: EnvironmentRecord,
  storyteller: Storyteller,
): Promise<Outcome> {
  const { aws, log, prefect, seconds } = context;
  const { workPool } = record.prefect;
  checkPrefect(context, record);
  const started = seconds();
  await tellBeginning(context, storyteller);
  await state.store.write({ ...record, status: "destroying" });
  const ownsPool = await ownsWorkPool(context, state, record);

  // Nothing is to start behind our back: neither from the pool, nor by a worker that still runs.
  if (ownsPool) await setWorkPoolPaused(prefect, workPool, true);
  await setDesiredCount(aws.ecs, record.cluster, record.service, 0);
  const [stopped, terraform] = await log.group("Stop workers and flow runs, terraform init", () =>
    Promise.all([stopTasks(context, record), initToDestroy(context, state, record)]),
  );
  await checkStillToGo(state, record);
  const plan = await log.group("terraform destroy", () => terraform.destroy());
  storyteller.learn({ plan });

  await checkStillToGo(state, record);
  const [workers, definitions, hadInsights] = await Promise.all([
    ownsPool ? deleteWorkPool(prefect, workPool) : leaveWorkPool(context, record),
    removeTaskDefinitions(context, record),
    removeInsights(context, record),
  ]);
  await checkStillToGo(state, record);
  await state.store.removeAll(record);

  const alsoRemoved = [
    counted(stopped, "running flow run"),
    ownsPool ? `work pool \`${workPool}\`` : undefined,
    counted(workers ?? 0, "worker record"),
    counted(definitions, "task definition"),
    hadInsights ? "the log group of Container Insights" : undefined,
  ].filter((phrase) => phrase !== undefined);
  const resources = plan.counts.destroy;
  return { phase: "destroyed", destroyed: { resources, alsoRemoved, seconds: seconds() - started } };
}

/**
 * A pull request that is locked or a commit that is gone would keep an environment for ever. What cannot be told
 * fails the run in the end, when there is nothing left to be torn down.
 */
async function tellBeginning({ log }: Context, storyteller: Storyteller): Promise<void> {
  try {
    await storyteller.tell({ phase: "destroying" });
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    log.warning(`That the teardown begins could not be told: ${error.message}`);
  }
}

/** A pool of the same name in another workspace is another pool. */
function checkPrefect({ settings }: Context, record: EnvironmentRecord): void {
  if (record.prefect.apiUrl === settings.prefect.apiUrl) return;
  throw new UserError(
    "other-prefect",
    `The input prefect-api-url is "${settings.prefect.apiUrl}": the environment ${record.environment} was deployed ` +
      `with ${record.prefect.apiUrl}. Nothing was destroyed; run with the address that it was deployed with.`,
  );
}

/**
 * Whoever deploys says so in the record. A push can come between the steps of a sweep, which GitHub runs in another
 * concurrency group; from then on nothing is left to be torn down here.
 */
async function checkStillToGo({ store }: State, record: EnvironmentRecord): Promise<void> {
  const now = await store.read(record);
  if (now === undefined || now.status === "destroying") return;
  throw new OutsideError(
    "deployed-anew",
    `The environment ${record.environment} was deployed anew while it was torn down, by the commit ${now.commit}: ` +
      "the rest of it stays. Run the command apply to be sure that it is whole, or the teardown again if it is to go.",
  );
}

/** A worker may start one more flow run on its way out: they are stopped once more when the workers have ended. */
async function stopTasks({ aws, interrupt }: Context, record: EnvironmentRecord): Promise<number> {
  const { cluster, service } = record;
  const stopFlowRuns = () =>
    sum(flowRunFamilies(record), (family) => stopTasksOfFamily(aws.ecs, cluster, family, interrupt));
  const [before] = await Promise.all([
    stopFlowRuns(),
    serviceTasksStopped(aws.ecs, cluster, service, interrupt),
  ]);
  return before + (await stopFlowRuns());
}

async function initToDestroy(context: Context, state: State, record: EnvironmentRecord): Promise<Terraform> {
  const directory = join(context.directory, record.deploymentName);
  await mkdir(directory);
  await Promise.all([
    writeDestroyConfiguration(directory, { region: record.region }),
    writeBackend(directory, s3Backend(context, state, record)),
  ]);
  const onStart = rememberLock(context, state, record);
  const terraform = terraformIn(context, directory, await terraformBinary(context), onStart);
  await terraform.init();
  return terraform;
}

/**
 * CloudWatch makes this log group by itself, for a cluster whose Container Insights are on (CloudWatch User Guide,
 * "Container Insights performance log reference"). A cluster of somebody's keeps its own.
 */
async function removeInsights(
  { aws }: Context,
  { cluster, deploymentName }: EnvironmentRecord,
): Promise<boolean> {
  if (cluster !== resourceNames(deploymentName).cluster) return false;
  return deleteLogGroup(aws.logs, `/aws/ecs/containerinsights/${cluster}/performance`);
}

async function removeTaskDefinitions({ aws }: Context, record: EnvironmentRecord): Promise<number> {
  const families = [record.workerFamily, ...flowRunFamilies(record)];
  return await sum(families, (family) => deleteTaskDefinitions(aws.ecs, family));
}

async function sum(families: readonly string[], count: (family: string) => Promise<number>): Promise<number> {
  const counts = await Promise.all(families.map(count));
  return counts.reduce((total, one) => total + one, 0);
}

function counted(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
