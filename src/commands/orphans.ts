import { describeTasks } from "../aws/ecs-service.ts";
import { listFlowRunsWithTask } from "../aws/flow-run-task.ts";
import type { Environment } from "../config/environments.ts";
import { messageOf } from "../errors.ts";
import { readDefault } from "../prefect/base-job-template.ts";
import { claimantsOf, judgeClaim } from "../prefect/claim.ts";
import { flowRunUrl } from "../prefect/pages.ts";
import {
  listClaimedFlowRuns,
  type PendingFlowRun,
  readJobVariables,
  reschedule,
} from "../prefect/pending-flow-runs.ts";
import { listWorkers, readWorkPool } from "../prefect/work-pool.ts";
import { parseWorkerName } from "../prefect/worker-name.ts";
import type { ProofTarget } from "../proof/target.ts";
import type { Orphan } from "../report/story.ts";
import type { Context } from "./context.ts";

/** As much of a run's context as the look needs. */
export interface OrphanContext extends Pick<Context, "prefect" | "seconds" | "sleep" | "interrupt"> {
  readonly aws: Pick<Context["aws"], "ecs">;
  readonly log: Pick<Context["log"], "notice">;
  readonly settings: { readonly prefect: Pick<Context["settings"]["prefect"], "apiUrl"> };
}

/** A task has at most 120 s to stop on Fargate, and a claim must be 30 s old. */
const LONGEST_LOOK_SECONDS = 180;
const INTERVAL_SECONDS = 5;

/**
 * Flow runs of the pool that a worker claimed and never started, because it was replaced: nobody else takes them
 * up. Waits for former workers that still hold a claim, and for nothing when none does. With `proof.rescue` they
 * are set back to Scheduled.
 * @returns the runs found; none when they could not be looked for, which is a notice
 */
export async function findOrphans(
  context: OrphanContext,
  environment: Pick<Environment, "deployment">,
  revision: string,
  target: ProofTarget,
): Promise<readonly Orphan[]> {
  const { log, settings } = context;
  const { rescue } = environment.deployment.proof;
  try {
    const orphans: Orphan[] = [];
    for (const run of await abandonedRuns(context, revision, target)) {
      const { id, name, state } = run;
      const isRescued = rescue && (await reschedule(context.prefect, run, MESSAGE));
      orphans.push({ name, url: flowRunUrl(settings.prefect.apiUrl, id), since: state.timestamp, isRescued });
      log.notice(
        `Flow run ${name} (${id}) was claimed by a worker that is gone, and never started: ${isRescued ? "set back to Scheduled" : "it stays Pending"}.`,
      );
    }
    return orphans;
  } catch (error) {
    const why = messageOf(error);
    log.notice(
      `Work pool ${target.workPool}: flow runs that a former worker left Pending were not looked for to the end: ${why}`,
    );
    return [];
  }
}

const MESSAGE = "Its worker was replaced before it started the run (prefect-ecs-worker).";

/** Those of which two looks in a row, one interval apart, say so. */
async function abandonedRuns(
  context: OrphanContext,
  revision: string,
  target: ProofTarget,
): Promise<readonly PendingFlowRun[]> {
  const end = context.seconds() + LONGEST_LOOK_SECONDS;
  let before = new Set<string>();
  for (;;) {
    const { abandoned, isUndecided } = await look(context, revision, target);
    const confirmed = abandoned.filter(({ state }) => before.has(state.id));
    const isOver = !isUndecided && confirmed.length === abandoned.length;
    if (isOver || context.seconds() >= end) return confirmed;
    before = new Set(abandoned.map(({ state }) => state.id));
    await context.sleep(INTERVAL_SECONDS);
    context.interrupt.throwIfAborted();
  }
}

async function look({ prefect, aws }: OrphanContext, revision: string, target: ProofTarget) {
  const { deploymentName, workPool, cluster } = target;
  const runs = await listClaimedFlowRuns(prefect, workPool);
  if (runs.length === 0) return { abandoned: [], isUndecided: false };
  const { body: workers, serverTime } = await listWorkers(prefect, workPool);
  const tasks = runs
    .flatMap((run) => claimantsOf(run, workers))
    .flatMap(({ name }) => parseWorkerName(deploymentName, name)?.taskId ?? []);
  const described = await describeTasks(aws.ecs, cluster, [...new Set(tasks)]);
  const hasStopped = new Map(described.map(({ id, lastStatus }) => [id, lastStatus === "STOPPED"]));
  const sighting = { deploymentName, revision, workers, hasStopped, serverTime };
  const judged = runs.map((run) => ({ run, claim: judgeClaim(run, sighting) }));
  return {
    abandoned: await withoutTask(
      { prefect, aws },
      workPool,
      judged.filter(({ claim }) => claim === "abandoned").map(({ run }) => run),
    ),
    isUndecided: judged.some(({ claim }) => claim === "undecided"),
  };
}

/** Without those for which the worker had started a task that it could not tell Prefect of: they run by themselves. */
async function withoutTask(
  { prefect, aws }: Pick<OrphanContext, "prefect" | "aws">,
  workPool: string,
  runs: readonly PendingFlowRun[],
): Promise<readonly PendingFlowRun[]> {
  if (runs.length === 0) return [];
  const deployments = runs.flatMap(({ deployment_id: id }) => id ?? []);
  const [pool, variables] = await Promise.all([
    readWorkPool(prefect, workPool),
    readJobVariables(prefect, [...new Set(deployments)]),
  ]);
  const places = runs.map(
    ({ job_variables: own, deployment_id: deployment }) =>
      nonEmpty(own?.["cluster"]) ??
      nonEmpty(variables.get(deployment ?? "")?.["cluster"]) ??
      nonEmpty(pool && readDefault(pool.base_job_template, "cluster")) ??
      ECS_DEFAULT_CLUSTER,
  );
  const found = await Promise.all(
    [...new Set(places)].map((cluster) => listFlowRunsWithTask(aws.ecs, cluster)),
  );
  return runs.filter(({ id }) => !found.some((flowRuns) => flowRuns.has(id)));
}

/** Where RunTask starts a task when no cluster is named. */
const ECS_DEFAULT_CLUSTER = "default";

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
