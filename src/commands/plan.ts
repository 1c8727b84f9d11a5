import type { Environment } from "../config/environments.ts";
import type { Context } from "./context.ts";
import { initToPlan } from "./environment-terraform.ts";
import { preflight } from "./preflight.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";
import { foreseeWiring, poolToWire } from "./wire-work-pool.ts";
import { formerPoolNote } from "./work-pool-ownership.ts";

/** Plans an environment and changes nothing: neither in AWS, nor in Prefect, nor in the state bucket. */
export async function plan(
  context: Context,
  environment: Environment,
  storyteller: Storyteller,
): Promise<Outcome> {
  const checked = await preflight(context, environment);
  const { images, stack, state, record, workPool } = checked;
  const terraform = await initToPlan(context, checked);
  const { summary } = await context.log.group("terraform plan", () => terraform.plan({ lock: false }));
  const formerPool = formerPoolNote(record, {
    workPool: environment.deployment.work_pool.name,
    apiUrl: context.settings.prefect.apiUrl,
  });
  const notes = [
    ...(state.condition === "missing"
      ? [`The state bucket ${state.bucketName} does not exist yet: planned on an empty state.`]
      : []),
    ...images.notes,
    ...(workPool === undefined
      ? [`The work pool ${environment.deployment.work_pool.name} will be made.`]
      : []),
    ...(formerPool === undefined ? [] : [formerPool]),
  ];
  storyteller.learn({
    revision: stack.revision,
    plan: summary,
    template: foreseeWiring(
      context,
      images.environment,
      summary.outputs,
      poolToWire(context, environment, checked, record),
    ),
    ...(notes.length > 0 ? { planNote: notes.join(" ") } : {}),
  });
  return { phase: "planned", plan: summary };
}
