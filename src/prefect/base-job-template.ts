import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { complete, literalOf, refersTo, type FilledTemplate } from "./template-completion.ts";

export type BaseJobTemplate = Readonly<Record<string, unknown>>;
/** Default values of the template's variables, by the variable's name. */
export type JobVariableDefaults = Readonly<Record<string, unknown>>;

/** How an earlier run left the template: what tells our values of then from a person's of now. */
export interface LastTime {
  /** What we set. */
  readonly set: JobVariableDefaults;
  /** Variables that kept the default that a person had given them. */
  readonly kept: readonly string[];
  /** What we had set before that: a run that was cut off may have left it in place. */
  readonly before?: JobVariableDefaults;
}

export interface MergedTemplate {
  readonly template: BaseJobTemplate;
  /** What differed from what was wanted, ordered by the variable's name. */
  readonly changes: readonly VariableChange[];
  /** Variables that the template did not know, or referred to nowhere, and now does. */
  readonly completed: readonly string[];
  /** To be remembered for the next time. */
  readonly lastTime: LastTime;
}

export interface VariableChange {
  readonly variable: string;
  /** `unplaced`: the template has lost the part that the variable would have a place in. */
  readonly action: "set" | "unset" | "kept" | "unplaced";
  /** The default that the template has before; nothing if it has none. */
  readonly current?: unknown;
  /** The default that the environment wants; nothing if it wants none any more. */
  readonly wanted?: unknown;
}

const filledTemplate = z.looseObject({
  job_configuration: z.looseObject({}),
  variables: z.looseObject({ properties: z.record(z.string(), z.looseObject({})) }),
});

/** Whether a worker has filled the template in; a pool is made with an empty one. */
export function isFilled(template: BaseJobTemplate): boolean {
  return filledTemplate.safeParse(template).success;
}

/** The value that a variable has when a deployment says nothing of it; nothing in a template that is not filled. */
export function readDefault(template: BaseJobTemplate, variable: string): unknown {
  const { data: filled } = filledTemplate.safeParse(template);
  return filled && defaultOf(filled, variable);
}

/**
 * The template with our defaults set: where there was none, and where the former one is what we set
 * last time. A default that a person set stays. A variable that the template does not know, as those of
 * older versions of prefect-aws do not, is added together with the reference that gives it an effect.
 */
export function mergeDefaults(
  template: BaseJobTemplate,
  wanted: JobVariableDefaults,
  lastTime: LastTime,
): MergedTemplate {
  const defaults = [wanted, lastTime.set, lastTime.before ?? {}];
  const variables = [...new Set(defaults.flatMap((values) => Object.keys(values)))].sort();
  let merged: FilledTemplate = filledTemplate.parse(template);
  const changes: VariableChange[] = [];
  const completed: string[] = [];
  for (const variable of variables) {
    const whole = variable in wanted ? complete(merged, variable, wanted[variable]) : merged;
    if (whole !== undefined && whole !== merged) completed.push(variable);
    const change = changeOf(whole ?? merged, variable, wanted, lastTime, whole !== undefined);
    merged = whole ?? merged;
    if (change === undefined) continue;
    changes.push(change);
    if (change.action === "set" || change.action === "unset") {
      merged = withDefault(merged, variable, change.wanted);
    }
  }
  const staying = changes.filter(({ action }) => action === "kept" || action === "unplaced");
  const names = new Set(staying.map(({ variable }) => variable));
  return {
    template: merged,
    changes,
    completed,
    lastTime: {
      set: Object.fromEntries(
        Object.entries(wanted).filter(([name]) => !names.has(name) && literalOf(merged, name) === undefined),
      ),
      kept: staying.filter(({ action }) => action === "kept").map(({ variable }) => variable),
    },
  };
}

/** What is to become of a variable's default; nothing when it is as it should be. */
function changeOf(
  template: FilledTemplate,
  variable: string,
  wanted: JobVariableDefaults,
  lastTime: LastTime,
  hasPlace: boolean,
): VariableChange | undefined {
  const current = defaultOf(template, variable);
  const isOurs = [lastTime.set, lastTime.before ?? {}].some(
    (ours) => variable in ours && isDeepStrictEqual(current, ours[variable]),
  );
  // What was wanted once and no longer is becomes unset, if it is still ours.
  if (!(variable in wanted)) return isOurs ? { variable, action: "unset", current } : undefined;
  const change = { variable, current, wanted: wanted[variable] };
  if (!hasPlace) return { ...change, action: "unplaced" };
  if (isDeepStrictEqual(current, wanted[variable])) return undefined;
  const isLiteral = literalOf(template, variable) !== undefined;
  const isKnown = variable in lastTime.set || lastTime.kept.includes(variable);
  const mayBeSet = !isLiteral && (isOurs || isUnset(current, isKnown));
  return { ...change, action: mayBeSet ? "set" : "kept" };
}

/** The template without the defaults that we set; what a person changed since then stays. */
export function withoutDefaults(template: BaseJobTemplate, lastTime: LastTime): BaseJobTemplate {
  return mergeDefaults(template, {}, lastTime).template;
}

export interface VariableDrift {
  readonly variable: string;
  /** The default that we set. */
  readonly set: unknown;
  /** The one that is there in its place; nothing if it was removed, or the reference that gives it an effect. */
  readonly now?: unknown;
}

/**
 * What somebody did to the defaults that we set. A template that is gone or empty has lost all of them;
 * defaults that a person set before us are no concern of ours.
 */
export function templateDrift(
  template: BaseJobTemplate | undefined,
  set: JobVariableDefaults,
): VariableDrift[] {
  const read = filledTemplate.safeParse(template);
  return Object.keys(set)
    .sort()
    .map((variable) => ({
      variable,
      set: set[variable],
      now: read.success ? effectOf(read.data, variable) : undefined,
    }))
    .filter(({ set: ours, now }) => !isDeepStrictEqual(now, ours))
    .map(({ now, ...drift }) => (isUnset(now, true) ? drift : { ...drift, now }));
}

/** A default to which the job configuration does not refer has no effect. */
function effectOf(template: FilledTemplate, variable: string): unknown {
  const isRead = refersTo(template.job_configuration, variable);
  return isRead ? defaultOf(template, variable) : literalOf(template, variable);
}

function defaultOf(template: FilledTemplate, variable: string): unknown {
  return literalOf(template, variable) ?? template.variables.properties[variable]?.["default"];
}

function withDefault(template: FilledTemplate, variable: string, value: unknown): FilledTemplate {
  const { variables } = template;
  const { default: _former, ...property } = variables.properties[variable] ?? {};
  const set = value === undefined ? unsetDefault(property) : { default: value };
  const properties = { ...variables.properties, [variable]: { ...property, ...set } };
  return { ...template, variables: { ...variables, properties } };
}

/** How prefect-aws writes that a variable has no default. */
function unsetDefault({ type, anyOf }: Readonly<Record<string, unknown>>): { default?: unknown } {
  if (type === "boolean") return { default: false };
  const isNullable = Array.isArray(anyOf) && anyOf.some((one) => isDeepStrictEqual(one, { type: "null" }));
  return isNullable ? { default: null } : {};
}

/**
 * `false` is how prefect-aws fills in a flag that nobody has set; where another value is known to have been,
 * it is somebody's.
 */
function isUnset(value: unknown, isKnown: boolean): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (value === false) return !isKnown;
  return typeof value === "object" && Object.keys(value).length === 0;
}
