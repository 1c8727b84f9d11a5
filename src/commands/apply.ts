import { describeService } from "../aws/ecs-service.ts";
import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import type { LastTime } from "../prefect/base-job-template.ts";
import { createWorkPool } from "../prefect/work-pool.ts";
import { createWorkQueues } from "../prefect/work-queues.ts";
import type { Orphan } from "../report/story.ts";
import type { PlanResult, Terraform } from "../terraform/terraform.ts";
import { proveWorker } from "../proof/prove-worker.ts";
import type { ProofTarget } from "../proof/target.ts";
import type { Check, Verdict } from "../proof/verdict.ts";
import type { Context } from "./context.ts";
import { deployedBefore, withProof, withRevision } from "./deployed-revisions.ts";
import { removeLeftoverWorkers } from "./leftover-workers.ts";
import { findOrphans } from "./orphans.ts";
import { terraformOutputs } from "./outputs.ts";
import { planToApply } from "./plan-to-apply.ts";
import { initToApply, preflight } from "./prepare.ts";
import { proofContext, ProofFailed, proofTarget, withLastRung } from "./proof.ts";
import { proveApply } from "./prove-apply.ts";
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
  const isDeployed = !deploysService(plan);
  const target = {
    ...proofTarget(environment, stack.revision, isDeployed, deployed),
    isDisturbed: isDeployed && plan.changed,
    formerDeployment: await formerDeployment(context, plan, environment),
  };
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
    const whole = await proveFlowRun(context, environment, target, verdict);
    return { phase: "verified", verdict: withLastRung(environment, whole) };
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

/**
 * Id of the service's deployment that the plan replaces, though its task definition may stay: ECS may show it for a
 * while longer, and its workers have the revision's name. Nothing where the plan makes no new deployment.
 */
async function formerDeployment(
  { aws }: Context,
  { summary }: PlanResult,
  { deployment, deploymentName }: Environment,
): Promise<string | undefined> {
  const service = summary.changes.find(({ address, action }) => address === SERVICE && action === "update");
  const isMoved = service?.attributes.some(({ path }) => path.startsWith("network_configuration"));
  if (isMoved !== true) return undefined;
  const names = resourceNames(deploymentName);
  const cluster = deployment.cluster.existing ?? names.cluster;
  const described = await describeService(aws.ecs, cluster, names.service);
  return described?.deployments.find(({ isPrimary }) => isPrimary)?.id;
}

async function applyAndProve(
  context: Context,
  terraform: Terraform,
  { changed, planFile }: PlanResult,
  target: ProofTarget,
): Promise<Verdict> {
  const proof = proofContext(context);
  const until = (abandoned: AbortSignal) => AbortSignal.any([context.interrupt, abandoned]);
  return await proveApply({
    apply: async (onDeployed) => {
      if (!changed) return;
      await terraform.apply(planFile, {
        onEvent: (event) => {
          if (event.type === "apply_complete" && event.address === SERVICE) onDeployed();
        },
      });
    },
    prove: (abandoned) => proveWorker({ ...proof, signal: until(abandoned) }, target),
    confirm: async (early, abandoned) => {
      // What was told already is told again only where it broke.
      const onCheck = (check: Check) => {
        if (check.outcome === "failed") proof.onCheck(check);
      };
      const again = { ...proof, onCheck, signal: until(abandoned) };
      const confirmed = await proveWorker(again, { ...target, isDeployed: true });
      return { ...confirmed, seconds: early.seconds + confirmed.seconds };
    },
  });
}
