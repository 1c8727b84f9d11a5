import type { Environment } from "../config/environments.ts";
import { UserError } from "../errors.ts";
import { proveWorker } from "../proof/prove-worker.ts";
import type { Context } from "./context.ts";
import { deployedBefore } from "./deployed-revisions.ts";
import { proofContext, ProofFailed, proofTarget, withLastRung } from "./proof.ts";
import { proveFlowRun } from "./smoke.ts";
import { openState } from "./state.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";

/**
 * Proves the revision that was deployed last, and changes nothing; a smoke run is gone again afterwards.
 * @throws ProofFailed when its workers are not registered or the smoke run did not go through; UserError when
 *   nothing was deployed
 */
export async function verify(
  context: Context,
  environment: Environment,
  storyteller: Storyteller,
): Promise<Outcome> {
  const state = await openState(context);
  const name = {
    repository: context.settings.github.repository,
    name: environment.project,
    environment: environment.name,
  };
  const record = state.condition === "missing" ? undefined : await state.store.read(name);
  if (record?.revision === undefined) {
    throw new UserError(
      "not-deployed",
      `The environment "${environment.name}" was not deployed yet: there is nothing to verify. Run the command apply first.`,
    );
  }
  storyteller.learn({ revision: record.revision });
  const target = proofTarget(environment, record.revision, true, deployedBefore(record));
  const verdict = await proveWorker(proofContext(context), target);
  if (verdict.outcome === "failed") throw new ProofFailed(verdict);
  const whole = await proveFlowRun(context, environment, target, verdict);
  return { phase: "verified", verdict: withLastRung(environment, whole) };
}
