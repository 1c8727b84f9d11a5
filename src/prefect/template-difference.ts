import {
  isFilled,
  mergeDefaults,
  templateDrift,
  type BaseJobTemplate,
  type JobVariableDefaults,
  type LastTime,
  type VariableChange,
  type VariableDrift,
} from "./base-job-template.ts";

/** How a work pool's base job template compares with what an environment's flow runs need. */
export interface TemplateDifference {
  /** A pool is made with an empty template, which its first worker fills in. */
  readonly condition: "missing" | "empty" | "filled";
  /** Whether the environment sets its defaults there; in a pool of somebody else it only shows them. */
  readonly isWired: boolean;
  readonly changes: readonly VariableChange[];
  /** Variables that the template did not know, or referred to nowhere. */
  readonly completed: readonly string[];
  /** What somebody did to the defaults since they were set last. */
  readonly drift: readonly VariableDrift[];
  /**
   * Names a secret of Prefect's credential. Without it, in a pool that is not wired, a worker would copy the
   * credential in clear text into each flow run's task.
   */
  readonly missingSecretVariable?: string;
}

/**
 * Compares a pool's base job template with the defaults that an environment needs in it.
 * @param template nothing while the pool does not exist
 * @param lastTime what an apply has set there before
 * @param isWired whether the environment may set its defaults in this pool
 */
export function templateDifference(
  template: BaseJobTemplate | undefined,
  wanted: JobVariableDefaults,
  lastTime: LastTime,
  isWired: boolean,
): TemplateDifference {
  const drift = templateDrift(template, lastTime.set);
  if (template === undefined || !isFilled(template)) {
    const condition = template === undefined ? "missing" : "empty";
    const missing = isWired ? undefined : Object.keys(wanted).find(isSecretVariable);
    return { condition, isWired, changes: [], completed: [], drift, ...withMissing(missing) };
  }
  const { changes, completed } = mergeDefaults(template, wanted, lastTime);
  // A default without a reference has no effect, so a variable that was completed names no secret either.
  const unset = changes.filter(({ action }) => action === "set").map(({ variable }) => variable);
  const missing = isWired ? undefined : [...unset, ...completed].find(isSecretVariable);
  return { condition: "filled", isWired, changes, completed, drift, ...withMissing(missing) };
}

/** Whether a job variable names the secret with Prefect's credential, which the worker then keeps out of the task. */
export function isSecretVariable(variable: string): boolean {
  return /^prefect_api_.*_secret_arn$/.test(variable);
}

function withMissing(variable: string | undefined): Pick<TemplateDifference, "missingSecretVariable"> {
  return variable === undefined ? {} : { missingSecretVariable: variable };
}

/** Variables of which an apply would set or unset the default, or which it would add to the template. */
export function variablesToChange({ isWired, changes, completed }: TemplateDifference): readonly string[] {
  if (!isWired) return [];
  const changed = changes.filter(({ action }) => action === "set" || action === "unset");
  return [...new Set([...changed.map(({ variable }) => variable), ...completed])].sort();
}
