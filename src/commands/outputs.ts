import { resourceNames } from "../config/names.ts";
import { variablesToChange } from "../prefect/template-difference.ts";
import type { OutputValue } from "../terraform/terraform.ts";
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
    ...(outcome.phase === "verified" || outcome.phase === "failed"
      ? { verified: String(outcome.phase === "verified") }
      : {}),
    workers: JSON.stringify(outcome.phase === "verified" ? outcome.verdict.workers : []),
    "failure-reason": outcome.phase === "failed" ? outcome.failure.reason : "",
  };
}

export function placeOutputs(deploymentName: string, existingCluster: string | undefined): Outputs {
  const { cluster, service } = resourceNames(deploymentName);
  return { cluster: existingCluster ?? cluster, service };
}

/** The stack's own outputs as one JSON object, without the sensitive ones. */
export function terraformOutputs(outputs: Readonly<Record<string, OutputValue>>): string {
  const open = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
  return JSON.stringify(Object.fromEntries(open.map(([name, { value }]) => [name, value])));
}
