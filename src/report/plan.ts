import type { ChangeAction, PlanSummary, ResourceChange } from "../terraform/plan-summary.ts";
import { attributeDiff, type DiffLimits } from "./diff.ts";
import { fit, type Exhibit } from "./fit.ts";
import { code, details, fence, htmlCode, prose } from "./markdown.ts";
import { count, planCounts } from "./wording.ts";

export interface PlanLimits extends DiffLimits {
  /** For the whole plan. */
  readonly characters: number;
  /** Where to look for what found no room: "see the job summary". */
  readonly elsewhere: string;
}

const ADDRESS_CHARACTERS = 300;
/** What the lines around the resources take at most: counts, note, warning, labels. */
const FRAME_CHARACTERS = 2_000;

/** A plan with what destroys first. Each resource folds open to its attributes, as far as there is room. */
export function renderPlan(plan: PlanSummary, note: string | undefined, limits: PlanLimits): string {
  const changes = fitted(plan.changes, limits, limits.characters - FRAME_CHARACTERS);
  const used = changes.join("\n\n").length;
  const drift = fitted(plan.drift, limits, limits.characters - FRAME_CHARACTERS - used);
  return [
    `### Plan: ${plan.changes.length === 0 ? "no changes" : planCounts(plan.counts)}`,
    ...(note === undefined ? [] : [`> [!NOTE]\n> ${prose(note)}`]),
    ...destructionWarning(plan.changes),
    ...changes,
    ...(drift.length === 0 ? [] : ["#### Changed outside of Terraform", ...drift]),
  ].join("\n\n");
}

function destructionWarning(changes: readonly ResourceChange[]): string[] {
  const isDestruction = ({ action }: ResourceChange): boolean => action === "delete" || action === "replace";
  const destructions = changes.filter(isDestruction).length;
  if (destructions === 0) return [];
  const verb = destructions === 1 ? "is" : "are";
  return [`> [!WARNING]\n> ${count(destructions, "resource")} ${verb} destroyed or replaced.`];
}

function fitted(changes: readonly ResourceChange[], limits: PlanLimits, characters: number): string[] {
  const ordered = changes.toSorted((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action));
  const { full, names, omitted } = fit(
    ordered.map((change) => exhibitOf(change, limits)),
    characters,
  );
  return [
    ...full,
    ...(names.length === 0 ? [] : [names.join("\n")]),
    ...(omitted === 0 ? [] : [`… and ${omitted.toLocaleString("en-US")} more; ${limits.elsewhere}.`]),
  ];
}

/** Most harmful first. */
const ORDER: readonly ChangeAction[] = ["delete", "replace", "forget", "update", "import", "create"];

const WORDING: Readonly<Record<ChangeAction, { readonly icon: string; readonly verb: string }>> = {
  delete: { icon: "🗑️", verb: "is destroyed" },
  replace: { icon: "♻️", verb: "is replaced" },
  forget: { icon: "👋", verb: "is forgotten, not destroyed" },
  update: { icon: "✏️", verb: "is updated in place" },
  import: { icon: "📥", verb: "is imported" },
  create: { icon: "➕", verb: "is created" },
};

function exhibitOf({ address, action, attributes }: ResourceChange, limits: DiffLimits): Exhibit {
  const { icon, verb } = WORDING[action];
  const name = `- ${icon} ${code(address, ADDRESS_CHARACTERS)} ${verb}`;
  if (attributes.length === 0) return { full: name, name };
  const summary = `${icon} ${htmlCode(address, ADDRESS_CHARACTERS)} ${verb}`;
  return { full: details(summary, fence("diff", attributeDiff(attributes, limits))), name };
}
