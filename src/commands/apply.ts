import type { Environment } from "../config/environments.ts";
import type { LastTime } from "../prefect/base-job-template.ts";
import { createWorkPool } from "../prefect/work-pool.ts";
import { createWorkQueues } from "../prefect/work-queues.ts";
import type { Orphan } from "../report/story.ts";
import type { PlanResult, Terraform } from "../terraform/terraform.ts";
import { proveWorker } from "../proof/prove-worker.ts";
import type { ProofTarget } from "../proof/target.ts";
import type { Verdict } from "../proof/verdict.ts";
import type { Context } from "./context.ts";
import { deployedBefore, withProof, withRevision } from "./deployed-revisions.ts";
import { removeLeftoverWorkers } from "./leftover-workers.ts";
import { findOrphans } from "./orphans.ts";
import { terraformOutputs } from "./outputs.ts";
import { planToApply } from "./plan-to-apply.ts";
import { initToApply, preflight } from "./prepare.ts";
import { proofContext, ProofFailed, proofTarget } from "./proof.ts";
import { environmentRecord } from "./record.ts";
import { proveFlowRun } from "./smoke.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";
import { foreseeWiring, poolToWire, refuseToShowCredential, wireWorkPool } from "./wire-work-pool.ts";

/** The resource after which there is something to prove. */
const SERVICE = "aws_ecs_service.worker";

/**
 * Deploys an environment: plan, work pool, apply, proof while the apply still runs, and the work pool's
 * defaults. An apply that was cut off can be run again: each step takes what it finds.
 * @throws ProofFailed when this revision's workers are not registered in the end, or the smoke run did not go through
 */
export async function apply(
  context: Context,
  environment: Environment,
  commit: string,
  storyteller: Storyteller,
): Promise<Outcome> {
  const { log, prefect, setOutputs } = context;
  const workPool = environment.deployment.work_pool.name;
  const checked = await preflight(context, environment);
  const { images, stack, state, environmentName } = checked;
  storyteller.learn({
    revision: stack.revision,
    ...(images.notes.length > 0 ? { planNote: images.notes.join(" ") } : {}),
  });
  // Told before anything changes, so that a missing permission is known by then.
  await storyteller.tell({ phase: "applying" });

  const terraform = await initToApply(context, checked);
  const [plan, former] = await Promise.all([
    log.group("terraform plan", () => planToApply(terraform)),
    state.store.read(environmentName),
  ]);
  storyteller.learn({ plan: plan.summary });

  const pool = poolToWire(context, environment, checked.workPool, former);
  refuseToShowCredential(workPool, foreseeWiring(context, images.environment, plan.summary.outputs, pool));
  const before = deployedBefore(former);
  const deployed = withRevision(before, { revision: stack.revision, commit }, deploysService(plan));
  const record = environmentRecord(context, environment, {
    commit,
    revision: stack.revision,
    // What this run deploys is here once it is deployed.
    deployed: before,
    workPoolMade: pool.isMade,
    ...remembered(pool.lastTime),
    images: images.digests,
  });
  // Before the pool is made, so that a run that is cut off here knows whose pool it is.
  await state.store.write({ ...record, status: "applying" });
  if (checked.workPool === undefined) {
    await createWorkPool(prefect, workPool);
    // In a pool of somebody's, a queue that is not there is a slip of the pen: the proof says so.
    await createWorkQueues(prefect, workPool, environment.deployment.work_pool.queues);
  }

  const started = context.seconds();
  const target = proofTarget(environment, stack.revision, !deploysService(plan), deployed);
  const verdict = await log.group("terraform apply and proof", () =>
    applyAndProve(context, terraform, plan, target),
  );
  storyteller.learn({ applied: { counts: plan.summary.counts, seconds: context.seconds() - started } });
  const outputs = await terraform.output();
  setOutputs({ "terraform-outputs": terraformOutputs(outputs) });
  if (verdict.outcome === "failed") {
    await state.store.write({ ...record, deployed, status: "applied" });
    throw new ProofFailed(verdict);
  }
  const { difference, lastTime } = await wireWorkPool(context, images.environment, outputs, pool);
  storyteller.learn({ template: difference });
  await state.store.write({
    ...record,
    ...remembered(lastTime),
    deployed: withProof(deployed, context.now()),
    status: "applied",
  });
  const tidied = tidyUp(context, environment, stack.revision, target);
  try {
    return { phase: "verified", verdict: await proveFlowRun(context, environment, target, verdict) };
  } finally {
    storyteller.learn({ orphans: await tidied });
  }
}

/** What the former workers left behind. Their records go last, as they tell who may have claimed a flow run. */
async function tidyUp(
  context: Context,
  environment: Environment,
  revision: string,
  target: ProofTarget,
): Promise<readonly Orphan[]> {
  const orphans = await findOrphans(context, environment, revision, target);
  await removeLeftoverWorkers(context, environment);
  return orphans;
}

/** As the record holds it. */
function remembered({ set, kept }: LastTime) {
  return { jobVariables: set, keptJobVariables: [...kept] };
}

function deploysService({ summary }: PlanResult): boolean {
  return summary.changes.some(({ address }) => address === SERVICE);
}

/** The proof begins once Terraform has deployed the service, or at once when the service stays as it is. */
async function applyAndProve(
  context: Context,
  terraform: Terraform,
  { changed, planFile }: PlanResult,
  target: ProofTarget,
): Promise<Verdict> {
  const deployed = Promise.withResolvers<void>();
  const abandoned = new AbortController();
  const signal = AbortSignal.any([context.interrupt, abandoned.signal]);

  const applying = async () => {
    if (target.isDeployed) deployed.resolve();
    try {
      if (changed) {
        await terraform.apply(planFile, {
          onEvent: (event) => {
            if (event.type === "apply_complete" && event.address === SERVICE) deployed.resolve();
          },
        });
      }
      deployed.resolve();
    } catch (error) {
      abandoned.abort(error);
      deployed.reject(error);
      throw error;
    }
  };
  const proving = async () => {
    await deployed.promise;
    return proveWorker({ ...proofContext(context), signal }, target);
  };

  const [applied, proven] = await Promise.allSettled([applying(), proving()]);
  // When both failed, the apply is why.
  if (applied.status === "rejected") throw applied.reason;
  if (proven.status === "rejected") throw proven.reason;
  return proven.value;
}
