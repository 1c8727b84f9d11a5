import { isDeepStrictEqual } from "node:util";
import { describeTasks } from "../aws/ecs-service.ts";
import { isFilled, type LastTime, withoutDefaults } from "../prefect/base-job-template.ts";
import { isWorkerOf, parseWorkerName } from "../prefect/worker-name.ts";
import {
  deleteWorker,
  listWorkers,
  readWorkPool,
  updateBaseJobTemplate,
  type Worker,
  type WorkPool,
} from "../prefect/work-pool.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { EnvironmentName } from "../terraform/state-key.ts";
import type { Context } from "./context.ts";
import type { State } from "./state.ts";

interface WorkPoolOwner {
  readonly environmentName: EnvironmentName;
  readonly state: Pick<State, "account">;
}

/** The description of a pool that an environment makes: no other environment anywhere has the same. */
export function workPoolMark(region: string, { state, environmentName }: WorkPoolOwner): string {
  const { repository, name, environment } = environmentName;
  const place = `AWS ${state.account}, ${region}`;
  return `Made by prefect-ecs-worker for ${name}, ${environment}, of ${repository} (${place}).`;
}

/**
 * Whether an environment made the pool. Its id tells; a pool of that name may have been made anew by a person. The
 * mark tells where the run that made the pool was cut off before it could write the id down, and an older version
 * of the action wrote down the name alone.
 */
export function hasMade(
  record: Pick<EnvironmentRecord, "prefect"> | undefined,
  { id, description }: Pick<WorkPool, "id" | "description">,
  mark: string,
): boolean {
  const { workPoolMade = false, workPoolId } = record?.prefect ?? {};
  if (workPoolId !== undefined) return workPoolMade && workPoolId === id;
  return workPoolMade || description === mark;
}

/** Whether a teardown has paused the pool, which is the environment's own, and was then cut off. */
export function isPausedByTeardown(
  record: Pick<EnvironmentRecord, "prefect" | "status"> | undefined,
  pool: WorkPool,
  mark: string,
): boolean {
  return pool.is_paused && record?.status === "destroying" && hasMade(record, pool, mark);
}

type DefaultsSet = Pick<
  EnvironmentRecord,
  "prefect" | "jobVariables" | "keptJobVariables" | "formerJobVariables"
>;

/** What an environment's record tells of a pool's defaults; nothing of a pool that was made anew since. */
export function lastTimeOf(
  { prefect, jobVariables, keptJobVariables, formerJobVariables }: DefaultsSet,
  pool: Pick<WorkPool, "id"> | undefined,
): LastTime {
  const isOther = prefect.workPoolId !== undefined && pool !== undefined && prefect.workPoolId !== pool.id;
  if (isOther) return NOTHING_YET;
  return { set: jobVariables, kept: keptJobVariables, before: formerJobVariables ?? {} };
}

export const NOTHING_YET: LastTime = { set: {}, kept: [] };

/** A pool by its name at a server: of the same name in another workspace is another pool. */
export type NamedWorkPool = Pick<EnvironmentRecord["prefect"], "workPool" | "apiUrl">;

export function isSamePool(one: NamedWorkPool, other: NamedWorkPool): boolean {
  return one.workPool === other.workPool && one.apiUrl === other.apiUrl;
}

/**
 * What to say of a pool that the environment made and does not use any more. It stays, since flow runs may be
 * scheduled in it, and from now on nothing of ours tears it down.
 */
export function formerPoolNote(
  former: Pick<EnvironmentRecord, "prefect"> | undefined,
  pool: NamedWorkPool,
): string | undefined {
  if (former?.prefect.workPoolMade !== true || isSamePool(former.prefect, pool)) return undefined;
  const { workPool: name, apiUrl } = former.prefect;
  return (
    `The former work pool ${name} at ${apiUrl} stays, and no worker of this environment polls it any more. ` +
    `Delete it when nothing is scheduled in it: prefect work-pool delete ${name}.`
  );
}

interface OwnershipContext extends Pick<Context, "prefect"> {
  readonly log: Pick<Context["log"], "notice">;
  readonly aws: Pick<Context["aws"], "ecs">;
  readonly settings: { readonly github: Pick<Context["settings"]["github"], "repository"> };
}
type OwnershipRecord = Pick<
  EnvironmentRecord,
  "prefect" | "region" | "repository" | "name" | "environment" | "deploymentName" | "cluster" | "status"
>;

/**
 * Whether a work pool goes with its environment: only one that the environment made, that no other
 * environment of the repository uses, and that no worker of anybody else polls.
 */
export async function ownsWorkPool(
  context: OwnershipContext,
  state: Pick<State, "account"> & { readonly store: Pick<State["store"], "list"> },
  record: OwnershipRecord,
): Promise<boolean> {
  const { prefect, log, settings } = context;
  const { workPool } = record.prefect;
  const pool = await readWorkPool(prefect, workPool);
  const mark = workPoolMark(record.region, { state, environmentName: record });
  if (pool === undefined || !hasMade(record, pool, mark)) return false;
  const [records, { body: workers }] = await Promise.all([
    state.store.list(`${settings.github.repository}/`),
    listWorkers(prefect, workPool),
  ]);
  const users = [
    ...records
      .filter(({ deploymentName }) => deploymentName !== record.deploymentName)
      .filter((other) => isSamePool(other.prefect, record.prefect))
      .map(({ environment }) => `the environment ${environment}`),
    ...(await othersAmong(context, record, isPausedByTeardown(record, pool, mark), workers)).map(
      ({ name }) => `the worker ${name}`,
    ),
  ];
  if (users.length > 0) log.notice(`The work pool ${workPool} stays: ${users.join(" and ")} uses it.`);
  return users.length === 0;
}

/**
 * Workers that live and are not this environment's. One of the same name in another region or account has workers
 * that are named like ours, of whose tasks ECS knows nothing here. Ours may still count as ONLINE when their tasks are
 * forgotten with their cluster: a teardown that paused the pool has looked at them before. One that was not told its
 * task's id may be anybody's.
 */
async function othersAmong(
  { aws }: Pick<OwnershipContext, "aws">,
  record: OwnershipRecord,
  isPausedByUs: boolean,
  workers: readonly Worker[],
): Promise<readonly Worker[]> {
  const online = workers.filter(({ status }) => status === "ONLINE");
  const taskIdOf = ({ name }: Worker) => parseWorkerName(record.deploymentName, name)?.taskId;
  const taskIds = online.map(taskIdOf).filter((id) => id !== undefined);
  const known = new Set(
    isPausedByUs ? taskIds : (await describeTasks(aws.ecs, record.cluster, taskIds)).map(({ id }) => id),
  );
  return online.filter((worker) => {
    const taskId = taskIdOf(worker);
    return taskId === undefined || !known.has(taskId);
  });
}

/**
 * Takes what is ours out of a pool that stays: the records of our workers, and the defaults that we set.
 * @returns how many worker records were removed
 */
export async function leaveWorkPool(
  { prefect }: Pick<Context, "prefect">,
  record: Pick<EnvironmentRecord, "deploymentName"> & DefaultsSet,
): Promise<number> {
  const { workPool } = record.prefect;
  const pool = await readWorkPool(prefect, workPool);
  if (pool === undefined) return 0;
  const { body: workers } = await listWorkers(prefect, workPool);
  const ours = workers.filter(({ name }) => isWorkerOf(record.deploymentName, name));
  const template = pool.base_job_template;
  const left = isFilled(template) ? withoutDefaults(template, lastTimeOf(record, pool)) : template;
  await Promise.all([
    ...ours.map(({ name }) => deleteWorker(prefect, workPool, name)),
    isDeepStrictEqual(left, template) ? undefined : updateBaseJobTemplate(prefect, workPool, left),
  ]);
  return ours.length;
}
