import { variablesToChange } from "../prefect/template-difference.ts";
import type { Serving } from "../proof/verdict.ts";
import { openValues, type OutputValue } from "../terraform/terraform.ts";
import type { Facts, Outcome } from "./storyteller.ts";

/** Values of the action's outputs by name; see `action.yml` for what each means. */
export type Outputs = Readonly<Record<string, string>>;

/** What a run that told a story hands on to the next steps of the job. */
export function storyOutputs(facts: Facts, outcome: Outcome): Outputs {
  const { counts } = facts.plan ?? {};
  const variables = facts.template === undefined ? [] : variablesToChange(facts.template);
  return {
    ...(facts.plan === undefined || counts === undefined
      ? {}
      : {
          changed: String(facts.plan.changes.length > 0 || variables.length > 0),
          add: String(counts.add),
          change: String(counts.change),
          destroy: String(counts.destroy),
        }),
    ...(facts.template === undefined ? {} : { "job-variables": JSON.stringify(variables) }),
    verified: verifiedOutput(facts, outcome),
    workers: JSON.stringify(outcome.phase === "verified" ? outcome.verdict.workers : []),
    serving: outcome.phase === "failed" ? servingOutput(outcome.verdict?.serving) : "",
    "failure-reason": outcome.phase === "failed" ? outcome.failure.reason : "",
  };
}

/**
 * Whether the revision was proven, where one was to be. Apply and verify know it before anything can fail of what they
 * deploy or look at; a plan that fails and a teardown know none.
 */
function verifiedOutput({ revision }: Facts, { phase }: Outcome): string {
  if (phase === "verified") return "true";
  return phase === "failed" && revision !== undefined ? "false" : "";
}

/** The revision that does the work, or would if any did. */
function servingOutput(serving: Serving | undefined): string {
  if (serving === undefined) return "";
  const [most] = serving.now.toSorted((a, b) => (b.liveWorkers ?? 0) - (a.liveWorkers ?? 0));
  const { revision, commit, tasks = 0 } = most ?? {};
  return JSON.stringify({ revision, commit, tasks, served: serving.isServed ?? null });
}

/** The stack's own outputs as one JSON object, without the sensitive ones. */
export function terraformOutputs(outputs: Readonly<Record<string, OutputValue>>): string {
  return JSON.stringify(openValues(outputs));
}
