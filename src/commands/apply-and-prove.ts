import { primaryDeployment } from "../aws/ecs-service.ts";
import type { Environment } from "../config/environments.ts";
import { proveWorker } from "../proof/prove-worker.ts";
import type { ProofTarget } from "../proof/target.ts";
import type { Check, Verdict } from "../proof/verdict.ts";
import type { TerraformEvent } from "../terraform/events.ts";
import type { PlanSummary } from "../terraform/plan-summary.ts";
import type { PlanResult, Terraform } from "../terraform/terraform.ts";
import type { Context } from "./context.ts";
import { placeOf } from "./place.ts";
import { proofContext } from "./proof.ts";
import { proveApply } from "./prove-apply.ts";

/** The resource after which there is something to prove. */
const SERVICE = "aws_ecs_service.worker";

/**
 * Does what the plan says, and proves the worker meanwhile.
 * @param hear told every event of Terraform's
 * @throws what the apply throws, else what the proof throws
 */
export async function applyAndProve(
  context: Context,
  terraform: Terraform,
  { changed, planFile }: PlanResult,
  target: ProofTarget,
  hear: (event: TerraformEvent) => void,
): Promise<Verdict> {
  const proof = proofContext(context);
  const until = (abandoned: AbortSignal) => AbortSignal.any([context.interrupt, abandoned]);
  return await proveApply({
    apply: async (onDeployed) => {
      if (!changed) return;
      await terraform.apply(planFile, {
        onEvent: (event) => {
          hear(event);
          // One that is replaced is deleted first.
          if (event.type !== "apply_complete" || event.address !== SERVICE) return;
          if (event.action !== "delete") onDeployed();
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

/** Whether the plan changes the service, so that there is something to prove before all is applied. */
export function deploysService({ changes }: PlanSummary): boolean {
  return changes.some(({ address }) => address === SERVICE);
}

/**
 * Id of the service's deployment that the plan replaces, though its task definition may stay: ECS may show it for a
 * while longer, and its workers have the revision's name. Nothing where the plan makes no new deployment.
 */
export async function formerDeployment(
  { aws }: Context,
  { summary }: PlanResult,
  environment: Environment,
): Promise<string | undefined> {
  const service = summary.changes.find(({ address, action }) => address === SERVICE && action === "update");
  const isMoved = service?.attributes.some(({ path }) => path.startsWith("network_configuration"));
  if (isMoved !== true) return undefined;
  const { cluster, service: name } = placeOf(environment);
  return (await primaryDeployment(aws.ecs, cluster, name))?.id;
}
