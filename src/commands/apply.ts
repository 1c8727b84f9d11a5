import { primaryDeployment, setDesiredCount } from "../aws/ecs-service.ts";
import type { Environment } from "../config/environments.ts";
import { messageOf } from "../errors.ts";
import { isFilled, type LastTime } from "../prefect/base-job-template.ts";
import { readWorkPool } from "../prefect/work-pool.ts";
import type { Orphan } from "../report/story.ts";
import type { OutputValue } from "../terraform/terraform.ts";
import type { ProofTarget } from "../proof/target.ts";
import { applyAndProve, deploysService, formerDeployment } from "./apply-and-prove.ts";
import type { Context } from "./context.ts";
import { deployedBefore, withProof, withRevision } from "./deployed-revisions.ts";
import { removeLeftoverWorkers } from "./leftover-workers.ts";
import { findOrphans } from "./orphans.ts";
import { terraformOutputs } from "./outputs.ts";
import { placeOf } from "./place.ts";
import { planToApply } from "./plan-to-apply.ts";
import { initToApply } from "./environment-terraform.ts";
import { preflight } from "./preflight.ts";
import { ProofFailed, proofTarget, withLastRung } from "./proof.ts";
import { readyWorkPool } from "./ready-work-pool.ts";
import { environmentRecord, remembered } from "./record.ts";
import { proveFlowRun } from "./smoke.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";
import { type SecretWiring, wireSecret } from "./wire-secret.ts";
import {
  foreseeWiring,
  type PoolToWire,
  poolToWire,
  refuseToShowCredential,
  type Remember,
  wireWorkPool,
} from "./wire-work-pool.ts";
import { formerPoolNote } from "./work-pool-ownership.ts";

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
  const { log, prefect, setOutputs, settings } = context;
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
  const plan = await log.group("terraform plan", () => planToApply(terraform));
  storyteller.learn({ plan: plan.summary });

  // Read now: a teardown may have been under way, and the plan have waited for its lock until it was over.
  const former = await state.store.read(environmentName);
  const wasTornDown = former?.status === "destroying" || checked.record?.status === "destroying";
  const found = wasTornDown ? { ...checked, workPool: await readWorkPool(prefect, workPool) } : checked;
  const pool = poolToWire(context, environment, found, former);
  refuseToShowCredential(workPool, foreseeWiring(context, images.environment, plan.summary.outputs, pool));
  const formerPool = formerPoolNote(former, { workPool, apiUrl: settings.prefect.apiUrl });
  if (formerPool !== undefined) log.notice(formerPool);
  const before = deployedBefore(former);
  const deployed = withRevision(before, { revision: stack.revision, commit }, deploysService(plan.summary));
  const record = await readyWorkPool(context, environment, found, pool, (made) =>
    environmentRecord(context, environment, {
      commit,
      revision: stack.revision,
      // What this run deploys is here once it is deployed.
      deployed: before,
      workPoolMade: made !== undefined && pool.isMade,
      workPoolId: made?.id,
      lastTime: pool.lastTime,
      images: images.digests,
    }),
  );
  const remember: Remember = (lastTime) =>
    state.store.write({ ...record, ...remembered(lastTime), status: "applying" });
  const secret = await wireSecret(
    { prefect, credential: settings.prefect.credential.kind },
    images.environment,
    state,
    plan.summary,
    pool,
    remember,
  );

  await startAutoscaledWorkers(context, environment);
  const started = context.seconds();
  const isDeployed = !deploysService(plan.summary);
  const target = {
    ...proofTarget(environment, stack.revision, isDeployed, deployed),
    isDisturbed: isDeployed && plan.changed,
    formerDeployment: await formerDeployment(context, plan, environment),
  };
  const verdict = await log.group("terraform apply and proof", () =>
    applyAndProve(context, terraform, plan, target, secret.hear),
  );
  storyteller.learn({ applied: { counts: plan.summary.counts, seconds: context.seconds() - started } });
  const outputs = await terraform.output();
  setOutputs({ "terraform-outputs": terraformOutputs(outputs) });
  if (verdict.outcome === "failed") {
    const lastTime = await wireWhatRuns(context, images.environment, outputs, { pool, secret, remember });
    await state.store.write({ ...record, ...remembered(lastTime), deployed, status: "applied" });
    throw new ProofFailed(verdict);
  }
  const wired = await secret.finished();
  const { difference, lastTime } = await wireWorkPool(context, images.environment, outputs, wired, remember);
  storyteller.learn({ template: difference });
  await state.store.write({
    ...record,
    ...remembered(lastTime),
    deployed: withProof(deployed, context.now()),
    status: "applied",
  });
  const tidied = tidyUp(context, environment, stack.revision, target);
  try {
    const whole = await proveFlowRun(context, environment, target, verdict);
    return { phase: "verified", verdict: withLastRung(environment, whole) };
  } finally {
    storyteller.learn({ orphans: await tidied });
  }
}

/**
 * Terraform leaves the count to autoscaling, which starts none where there is none: a teardown that was cut off has
 * left it so.
 */
async function startAutoscaledWorkers({ aws }: Context, environment: Environment): Promise<void> {
  const { worker, autoscaling } = environment.deployment;
  if (autoscaling === undefined) return;
  const { cluster, service } = placeOf(environment);
  if ((await primaryDeployment(aws.ecs, cluster, service))?.desiredCount !== 0) return;
  await setDesiredCount(aws.ecs, cluster, service, worker.count);
}

/**
 * A worker that was not proven may run all the same, or come good later. Why it was not proven is what is told.
 * @returns what was set in the end
 */
async function wireWhatRuns(
  context: Context,
  environment: Environment,
  outputs: Readonly<Record<string, OutputValue>>,
  { pool, secret, remember }: { pool: PoolToWire; secret: SecretWiring; remember: Remember },
): Promise<LastTime> {
  const { name } = environment.deployment.work_pool;
  let { lastTime } = pool;
  try {
    const wired = await secret.finished();
    ({ lastTime } = wired);
    const { base_job_template: template = {} } = (await readWorkPool(context.prefect, name)) ?? {};
    if (wired.isWired && isFilled(template))
      ({ lastTime } = await wireWorkPool(context, environment, outputs, wired, remember));
  } catch (error) {
    context.log.notice(`Work pool ${name}: its job variables were not all set: ${messageOf(error)}`);
  }
  return lastTime;
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
