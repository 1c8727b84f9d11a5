import type { VariableChange, VariableDrift } from "../prefect/base-job-template.ts";
import type { TemplateDifference } from "../prefect/template-difference.ts";
import type { AttributeValue } from "../terraform/plan-summary.ts";
import { attributeDiff, type DiffLimits } from "./diff.ts";
import { code, details, fence, htmlCode, prose } from "./markdown.ts";
import { count } from "./wording.ts";

const LIMITS: DiffLimits = { resourceCharacters: 8_000, valueCharacters: 800 };
const SHOWN_VARIABLES = 20;
const VALUE_CHARACTERS = 150;

/**
 * What becomes of the defaults in a work pool's base job template, or became of them; nothing when there is
 * nothing to tell. All is short by its own limits.
 */
export function renderTemplate(
  workPool: string,
  difference: TemplateDifference | undefined,
  isApplied: boolean,
): string[] {
  if (difference === undefined) return [];
  if (difference.condition !== "filled")
    return [renderDrift(difference.drift), unfilled(workPool, difference)];
  const { changes, completed, drift, isWired } = difference;
  const isSet = ({ action }: VariableChange) => action === "set" || action === "unset";
  const set = changes.filter(isSet);
  const rest = changes.filter((change) => !isSet(change));
  const parts = [
    ...(set.length === 0 ? [] : [fence("diff", attributeDiff(set.map(attributeOf), LIMITS))]),
    ...(completed.length === 0 || !isWired ? [] : [renderCompleted(completed, isApplied)]),
    ...(rest.length === 0 ? [] : [rest.slice(0, SHOWN_VARIABLES).map(renderStaying).join("\n")]),
  ];
  const summary = `🧩 Work pool ${htmlCode(workPool, 200)}: ${tally(difference, set.length, isApplied)}`;
  return [
    renderDrift(drift),
    ...(isWired || set.length === 0 ? [] : [renderForeign(difference)]),
    ...(parts.length === 0 ? [] : [details(summary, parts.join("\n\n"))]),
  ].filter((part) => part !== "");
}

function unfilled(workPool: string, { condition, isWired }: TemplateDifference): string {
  const what = condition === "missing" ? "does not exist yet" : "has an empty template";
  const then = isWired
    ? "the defaults of its job variables are set by the first apply, once a worker has filled its template in."
    : "a worker fills it in; work_pool.manage: wire would have the defaults of its job variables set.";
  return `🧩 Work pool ${code(workPool, 200)} ${what}: ${then}`;
}

function tally({ changes, completed, isWired }: TemplateDifference, set: number, isApplied: boolean): string {
  const kept = changes.filter(({ action }) => action === "kept").length;
  const unplaced = changes.filter(({ action }) => action === "unplaced").length;
  const toSet = !isWired ? "not set" : isApplied ? "set" : "to set";
  const phrases = [
    ...(set === 0 && (completed.length === 0 || !isWired) ? [] : [`${count(set, "default")} ${toSet}`]),
    ...(kept === 0 ? [] : [`${count(kept, "default")} kept`]),
    ...(unplaced === 0 ? [] : [`${unplaced} without a place`]),
  ];
  return phrases.join(", ");
}

function attributeOf({ variable, current, wanted }: VariableChange) {
  return {
    path: variable,
    before: valueOf(current),
    after: valueOf(wanted),
    forcesReplacement: false,
  };
}

/** What nobody has set shows no line of its own. */
function valueOf(value: unknown): AttributeValue {
  const isEmpty =
    value === undefined ||
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0);
  return isEmpty ? { kind: "absent" } : { kind: "known", value };
}

function renderCompleted(completed: readonly string[], isApplied: boolean): string {
  const names = completed.slice(0, SHOWN_VARIABLES).map((name) => code(name, VALUE_CHARACTERS));
  return (
    `The template comes from an older version of prefect-aws, or was edited: ` +
    `${isApplied ? "added" : "to add"} ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`
  );
}

function renderStaying({ variable, action, current, wanted }: VariableChange): string {
  const name = code(variable, VALUE_CHARACTERS);
  return action === "kept"
    ? `- ${name} stays ${shown(current)}, which somebody set; this environment would set ${shown(wanted)}.`
    : `- ${name} has no place in the template, and so flow runs do not get ${shown(wanted)}.`;
}

/** What a person has to do in a pool that this environment did not make, and what happens otherwise. */
function renderForeign({ missingSecretVariable }: TemplateDifference): string {
  const refusal =
    missingSecretVariable === undefined
      ? ""
      : ` As long as ${code(missingSecretVariable)} is not set there, an apply is refused: each flow run's task ` +
        "would show Prefect's credential to whoever may read ECS tasks.";
  return (
    `> [!WARNING]\n> ${prose("This environment did not make the work pool, and so leaves its template alone.")} ` +
    `Set the defaults below there, or set ${code("work_pool.manage: wire")} to have it done.${refusal}`
  );
}

function renderDrift(drift: readonly VariableDrift[]): string {
  if (drift.length === 0) return "";
  const lines = drift.slice(0, SHOWN_VARIABLES).map(({ variable, set, now }) => {
    const name = code(variable, VALUE_CHARACTERS);
    return now === undefined
      ? `- ${name}: somebody removed ${shown(set)}.`
      : `- ${name}: somebody changed ${shown(set)} to ${shown(now)}.`;
  });
  return ["#### Changed in the work pool since the last apply", lines.join("\n")].join("\n\n");
}

function shown(value: unknown): string {
  return code(JSON.stringify(value), VALUE_CHARACTERS);
}
