import type { Environment } from "../config/environments.ts";
import type { Context } from "./context.ts";
import { prepare } from "./prepare.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";

/** Plans an environment and changes nothing: neither in AWS, nor in Prefect, nor in the state bucket. */
export async function plan(
  context: Context,
  environment: Environment,
  storyteller: Storyteller,
): Promise<Outcome> {
  const { terraform, stack, state, workPoolExists } = await prepare(context, environment, "plan");
  const { summary } = await context.log.group("terraform plan", () =>
    terraform.plan({ lock: false, out: "tfplan" }),
  );
  const notes = [
    ...(state.condition === "missing"
      ? [`The state bucket ${state.bucketName} does not exist yet: planned on an empty state.`]
      : []),
    ...(workPoolExists ? [] : [`The work pool ${environment.deployment.work_pool.name} will be made.`]),
  ];
  storyteller.learn({
    revision: stack.revision,
    plan: summary,
    ...(notes.length > 0 ? { planNote: notes.join(" ") } : {}),
  });
  return { phase: "planned", plan: summary };
}
