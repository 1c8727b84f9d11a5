import { childOf, isContainer, type Marks, marksAt } from "./marked-value.ts";
import type { PlanJson } from "./plan-json.ts";

/** Every value of a plan that Terraform marks as sensitive somewhere. */
export interface SensitiveValues {
  /** Whether a value, or a part of it, is one of them. */
  occurIn(value: unknown): boolean;
}

/** Those of the plan's changes, drift, outputs and variables; texts of fewer than six characters are left out. */
export function sensitiveValues(plan: PlanJson): SensitiveValues {
  const changes = [...plan.resource_changes, ...plan.resource_drift].map(({ change }) => change);
  const values = [
    ...[...changes, ...Object.values(plan.output_changes)].flatMap((change) => [
      ...markedValues(change.before, change.before_sensitive),
      ...markedValues(change.after, change.after_sensitive),
    ]),
    ...Object.values(plan.planned_values.outputs).flatMap((output) =>
      markedValues(output.value, output.sensitive),
    ),
    ...Object.entries(plan.variables).flatMap(([name, { value }]) =>
      markedValues(value, plan.configuration.root_module.variables[name]?.sensitive),
    ),
  ];
  const spellings = [...new Set(values.flatMap(jsonSpellings))];
  return {
    occurIn(value) {
      const json = JSON.stringify(value);
      return spellings.some((spelling) => json.includes(spelling));
    },
  };
}

/** The texts below a sensitive mark that are long enough to be a secret. */
function markedValues(value: unknown, marks: Marks): readonly string[] {
  if (isContainer(value)) {
    return Object.keys(value).flatMap((key) => [
      ...(marks === true && isSecretLong(key) && !Array.isArray(value) ? [key] : []),
      ...markedValues(childOf(value, key), marksAt(marks, key)),
    ]);
  }
  if (marks !== true || (typeof value !== "string" && typeof value !== "number")) return [];
  return isSecretLong(String(value)) ? [String(value)] : [];
}

/**
 * Shorter ones ("true", "prod", a port) would hide half of a plan and are nobody's password. What was given as a
 * secret by name is hidden from four characters on (`src/report/secret-forms.ts`); a mark of Terraform's may lie on
 * a whole object, of which most is no secret.
 */
function isSecretLong(text: string): boolean {
  return text.length >= 6;
}

/** As a text stands in JSON, and in JSON within JSON, such as a container definition inside of a plan. */
function jsonSpellings(text: string): readonly string[] {
  const once = JSON.stringify(text).slice(1, -1);
  return [once, JSON.stringify(once).slice(1, -1)];
}
