import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

export type BaseJobTemplate = Readonly<Record<string, unknown>>;
/** Default values of the template's variables, by the variable's name. */
export type JobVariableDefaults = Readonly<Record<string, unknown>>;

export interface MergedTemplate {
  readonly template: BaseJobTemplate;
  /** Names of the variables whose default was set or changed, in order. */
  readonly changed: readonly string[];
  /** Names of the variables that keep the default that a person gave them. */
  readonly kept: readonly string[];
}

const filledTemplate = z.looseObject({
  variables: z.looseObject({ properties: z.record(z.string(), z.looseObject({})) }),
});

/** Whether a worker has filled the template in; a pool is made with an empty one. */
export function isFilled(template: BaseJobTemplate): boolean {
  return filledTemplate.safeParse(template).success;
}

/**
 * The template with our defaults set: where there was none, and where the former one is what we set
 * last time. A default that a person set stays, and a variable that the template does not know is left
 * alone: a bare default that nothing refers to would have no effect.
 */
export function mergeDefaults(
  template: BaseJobTemplate,
  wanted: JobVariableDefaults,
  setLastTime: JobVariableDefaults,
): MergedTemplate {
  const { variables, ...rest } = filledTemplate.parse(template);
  const properties = { ...variables.properties };
  const changed: string[] = [];
  const kept: string[] = [];
  // What was wanted once and no longer is becomes unset, if it is still ours.
  const stale = Object.keys(setLastTime).filter((name) => !(name in wanted));
  for (const name of stale) {
    const variable = properties[name];
    if (variable === undefined || !isDeepStrictEqual(variable["default"], setLastTime[name])) continue;
    properties[name] = withoutDefault(variable);
    changed.push(name);
  }
  for (const name of Object.keys(wanted).sort()) {
    const variable = properties[name];
    if (variable === undefined || isDeepStrictEqual(variable["default"], wanted[name])) continue;
    if (isUnset(variable["default"]) || isDeepStrictEqual(variable["default"], setLastTime[name])) {
      properties[name] = { ...variable, default: wanted[name] };
      changed.push(name);
    } else {
      kept.push(name);
    }
  }
  return { template: { ...rest, variables: { ...variables, properties } }, changed, kept };
}

/** The template without the defaults that we set; what a person changed since then stays. */
export function withoutDefaults(
  template: BaseJobTemplate,
  setLastTime: JobVariableDefaults,
): BaseJobTemplate {
  return mergeDefaults(template, {}, setLastTime).template;
}

function withoutDefault({ default: _default, ...variable }: Variable): Variable {
  return variable;
}

type Variable = Readonly<Record<string, unknown>>;

/** `false` is how prefect-aws fills in a flag that nobody has set. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
