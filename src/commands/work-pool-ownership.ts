import { isFilled, withoutDefaults } from "../prefect/base-job-template.ts";
import { isWorkerOf } from "../prefect/worker-name.ts";
import { deleteWorker, listWorkers, readWorkPool, updateBaseJobTemplate } from "../prefect/work-pool.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import type { State } from "./state.ts";

/**
 * Whether a work pool goes with its environment: only one that the environment made, that no other
 * environment of the repository uses, and that no worker of anybody else polls.
 */
export async function ownsWorkPool(
  { prefect, log, settings }: Context,
  { store }: State,
  record: EnvironmentRecord,
): Promise<boolean> {
  const { workPool, apiUrl, workPoolMade } = record.prefect;
  if (!workPoolMade || (await readWorkPool(prefect, workPool)) === undefined) return false;
  const [records, { body: workers }] = await Promise.all([
    store.list(`${settings.github.repository}/`),
    listWorkers(prefect, workPool),
  ]);
  const users = [
    ...records
      .filter(({ deploymentName }) => deploymentName !== record.deploymentName)
      .filter(({ prefect: other }) => other.workPool === workPool && other.apiUrl === apiUrl)
      .map(({ environment }) => `the environment ${environment}`),
    ...workers
      .filter(({ name, status }) => status === "ONLINE" && !isWorkerOf(record.deploymentName, name))
      .map(({ name }) => `the worker ${name}`),
  ];
  if (users.length > 0) log.notice(`The work pool ${workPool} stays: ${users.join(" and ")} uses it.`);
  return users.length === 0;
}

/**
 * Takes what is ours out of a pool that stays: the records of our workers, and the defaults that we set.
 * @returns how many worker records were removed
 */
export async function leaveWorkPool({ prefect }: Context, record: EnvironmentRecord): Promise<number> {
  const { workPool } = record.prefect;
  const pool = await readWorkPool(prefect, workPool);
  if (pool === undefined) return 0;
  const { body: workers } = await listWorkers(prefect, workPool);
  const ours = workers.filter(({ name }) => isWorkerOf(record.deploymentName, name));
  await Promise.all([
    ...ours.map(({ name }) => deleteWorker(prefect, workPool, name)),
    isFilled(pool.base_job_template)
      ? updateBaseJobTemplate(prefect, workPool, withoutDefaults(pool.base_job_template, record.jobVariables))
      : undefined,
  ]);
  return ours.length;
}
