import { listWorkers, type Worker } from "../prefect/work-pool.ts";
import { listWorkQueues, type WorkQueue } from "../prefect/work-queues.ts";
import type { PrefectClient } from "../prefect/client.ts";
import { liveTasks } from "./live-workers.ts";
import type { Expectation, Listed, RevisionedService } from "./observation.ts";
import { passingTrouble, refusal } from "./passing-trouble.ts";
import { MISSED_POLLS } from "./polls.ts";
import type { Check, DeployedRevision, Gap, RevisionNow, Serving } from "./verdict.ts";

export interface ServingTarget extends Expectation {
  readonly deploymentName: string;
  /** Revisions that were deployed, newest first, with that of this proof. */
  readonly deployed: readonly DeployedRevision[];
}

/** What Prefect says of the pool at one moment. */
export interface PoolNow {
  readonly workers: Listed<Worker>;
  readonly queues: readonly WorkQueue[];
}

/**
 * What runs after a proof has failed, and whether flow runs are picked up: asked anew, as ECS may have gone back
 * meanwhile. A Prefect that does not answer leaves that open, and hinders no report.
 */
export async function servingNow(
  prefect: PrefectClient,
  target: ServingTarget,
  service: RevisionedService | undefined,
  checks: readonly Check[],
  gap?: Gap,
): Promise<Serving> {
  // All queues: the former revision may have polled others.
  const asked = await passingTrouble(
    Promise.all([listWorkers(prefect, target.workPool), listWorkQueues(prefect, target.workPool, [])]),
  ).catch(refusal);
  if (!("value" in asked)) return serving(target, service, checks, undefined, gap);
  const [{ body: records, serverTime }, { body: queues }] = asked.value;
  return serving(target, service, checks, { workers: { records, serverTime }, queues }, gap);
}

/** The same of what was seen. */
export function serving(
  target: ServingTarget,
  service: RevisionedService | undefined,
  checks: readonly Check[],
  pool: PoolNow | undefined,
  gap?: Gap,
): Serving {
  const live = service && pool && liveTasks(target, service, pool.workers);
  const now = revisionsNow(target, service, live);
  const polledSecondsAgo = pool && secondsSincePoll(pool);
  const isPolled =
    polledSecondsAgo !== undefined && polledSecondsAgo <= MISSED_POLLS * Math.max(10, target.pollSeconds);
  const isIdle = checks.some(({ id, outcome }) => id === "queues" && outcome === "failed");
  // Who polled a queue, Prefect does not tell: a revision that is known to be idle did not.
  const serve = (live ?? []).filter(({ workerName }) => workerName !== target.workerName || !isIdle);
  const runsNothing = now.every(({ tasks }) => tasks === 0);
  return {
    tried: deployedRevision(target, target.workerName),
    isFirst: isFirst(target),
    now,
    isServed: runsNothing ? false : live === undefined ? undefined : serve.length > 0 && isPolled,
    ...(polledSecondsAgo === undefined ? {} : { polledSecondsAgo }),
    ...(gap === undefined ? {} : { gap }),
  };
}

function revisionsNow(
  target: ServingTarget,
  service: RevisionedService | undefined,
  live: readonly { readonly workerName: string }[] | undefined,
): RevisionNow[] {
  const { deployments = [], tasks = [] } = service ?? {};
  const running = tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
  const primary = deployments.find(({ isPrimary }) => isPrimary)?.workerName;
  const names = new Set([
    ...(primary === undefined ? [] : [primary]),
    ...running.map(({ workerName }) => workerName),
  ]);
  return [...names].map((name) => ({
    ...deployedRevision(target, name),
    tasks: running.filter(({ workerName }) => workerName === name).length,
    liveWorkers: live?.filter(({ workerName }) => workerName === name).length,
    isPrimary: name === primary,
  }));
}

function secondsSincePoll({ workers, queues }: PoolNow): number | undefined {
  const polls = queues.flatMap(({ last_polled: at }) => at?.getTime() ?? []);
  // A server tells its time in whole seconds, and a poll's to the microsecond.
  return polls.length === 0
    ? undefined
    : Math.max(0, (workers.serverTime.getTime() - Math.max(...polls)) / 1000);
}

function isFirst(target: ServingTarget): boolean {
  return target.deployed.every(({ revision }) => revision === revisionOf(target, target.workerName));
}

function deployedRevision(target: ServingTarget, workerName: string): DeployedRevision {
  const revision = revisionOf(target, workerName);
  return target.deployed.find((one) => one.revision === revision) ?? { revision };
}

function revisionOf({ deploymentName }: ServingTarget, workerName: string): string {
  return workerName.slice(deploymentName.length + 1);
}
