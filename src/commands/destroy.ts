import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { stopFlowRunTasks } from "../aws/flow-run-tasks.ts";
import { deleteTaskDefinitions } from "../aws/task-definitions.ts";
import {
  deleteWorker,
  deleteWorkPool,
  listWorkers,
  pauseWorkPool,
  readWorkPool,
} from "../prefect/work-pool.ts";
import { writeBackend, writeDestroyConfiguration } from "../terraform/backend.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import { rememberLock, s3Backend, terraformBinary, terraformIn } from "./prepare.ts";
import type { State } from "./state.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";

/**
 * Tears one environment down, from its record and its state alone. Every step takes what it finds, so that
 * a teardown that was cut off can be run again; the record goes last, because it is how the rest is found.
 */
export async function destroy(
  context: Context,
  state: State,
  record: EnvironmentRecord,
  storyteller: Storyteller,
): Promise<Outcome> {
  const { aws, log, prefect, seconds } = context;
  const started = seconds();
  await Promise.all([
    storyteller.tell({ phase: "destroying" }),
    state.store.write({ ...record, status: "destroying" }),
  ]);

  // A paused pool gives out no more runs, so that none starts behind our back.
  if (record.prefect.workPoolMade) await pauseWorkPool(prefect, record.prefect.workPool);
  const stopped = await log.group("Stop flow runs", () =>
    stopFlowRunTasks(aws.ecs, record.cluster, record.flowRunFamily),
  );
  const resources = await log.group("terraform destroy", () => destroyResources(context, state, record));

  const [poolRemoved, workers, definitions] = await Promise.all([
    removeWorkPool(context, record),
    removeWorkers(context, record),
    removeTaskDefinitions(context, record),
  ]);
  await state.store.removeAll(record);

  const alsoRemoved = [
    counted(stopped, "running flow run"),
    poolRemoved ? `work pool \`${record.prefect.workPool}\`` : undefined,
    counted(workers, "worker record"),
    counted(definitions, "task definition"),
  ].filter((phrase) => phrase !== undefined);
  return { phase: "destroyed", destroyed: { resources, alsoRemoved, seconds: seconds() - started } };
}

async function destroyResources(context: Context, state: State, record: EnvironmentRecord): Promise<number> {
  const directory = join(context.directory, record.environment);
  await mkdir(directory);
  await Promise.all([
    writeDestroyConfiguration(directory, { region: record.region }),
    writeBackend(directory, s3Backend(context, state, record)),
  ]);
  rememberLock(context, state, record);
  const terraform = terraformIn(context, directory, await terraformBinary(context));
  await terraform.init();
  const plan = await terraform.plan({ destroy: true, lock: true, out: "tfplan" });
  if (plan.changed) await terraform.apply(plan.planFile);
  return plan.summary.counts.destroy;
}

/** Whether the pool was ours and is gone now. */
async function removeWorkPool({ prefect }: Context, record: EnvironmentRecord): Promise<boolean> {
  if (!record.prefect.workPoolMade) return false;
  await deleteWorkPool(prefect, record.prefect.workPool);
  return true;
}

/** Removes the records of our own workers from a pool that stays; a pool of ours takes them along. */
async function removeWorkers({ prefect }: Context, record: EnvironmentRecord): Promise<number> {
  const { workPool, workPoolMade } = record.prefect;
  if (workPoolMade || (await readWorkPool(prefect, workPool)) === undefined) return 0;
  const { body } = await listWorkers(prefect, workPool);
  const ours = body.filter(({ name }) => isWorkerOf(record.deploymentName, name));
  await Promise.all(ours.map(({ name }) => deleteWorker(prefect, workPool, name)));
  return ours.length;
}

async function removeTaskDefinitions({ aws }: Context, record: EnvironmentRecord): Promise<number> {
  const families = [record.workerFamily, record.flowRunFamily];
  const counts = await Promise.all(families.map((family) => deleteTaskDefinitions(aws.ecs, family)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** `<deployment name>-<revision>-<task id>`: another deployment's name may begin like ours. */
function isWorkerOf(deploymentName: string, worker: string): boolean {
  return (
    worker.startsWith(`${deploymentName}-`) &&
    /^[0-9a-f]{8}-[0-9a-f]+$/.test(worker.slice(deploymentName.length + 1))
  );
}

function counted(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
