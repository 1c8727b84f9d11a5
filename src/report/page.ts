import { headline } from "./headline.ts";
import { continueHistory, renderHistory } from "./history.ts";
import { code, fence, link, prose } from "./markdown.ts";
import { renderPlan, type PlanLimits } from "./plan.ts";
import { renderOrphans } from "./orphans.ts";
import type { Story } from "./story.ts";
import { renderVerdict } from "./verdict.ts";
import { clip, duration, planCounts, shortCommit } from "./wording.ts";
import { renderTemplate } from "./work-pool-template.ts";

const DETAIL_CHARACTERS = 4_000;
const SHOWN_REMOVALS = 10;

/**
 * A story as Markdown, at most `limits.characters` long. All parts but the plan are short by their own
 * limits, so the plan takes what room they leave.
 */
export function renderPage(story: Story, limits: PlanLimits): string {
  const { icon, sentence } = headline(story);
  const above = [`## ${icon} ${prose(sentence)}`, ...outcomeOf(story)];
  const below = [
    ...renderOrphans(story.orphans),
    ...templateOf(story),
    ...linksOf(story),
    renderHistory(continueHistory(story)),
    footerOf(story),
  ];
  if (story.plan === undefined) return [...above, ...below].join("\n\n");
  const [open, close] = planFoldOf(story);
  const characters = limits.characters - [...above, open, "", close, ...below].join("\n\n").length;
  const plan = renderPlan(story.plan, story.planNote, { ...limits, characters });
  return [...above, open, plan, close, ...below].filter((part) => part !== "").join("\n\n");
}

/** Before an apply the plan is what people are to read; after it the outcome is, and the plan is folded. */
function planFoldOf({ phase, plan }: Story): readonly [open: string, close: string] {
  if (phase === "planned" || plan === undefined) return ["", ""];
  return [`<details><summary>The plan: ${planCounts(plan.counts)}</summary>`, "</details>"];
}

function outcomeOf(story: Story): string[] {
  switch (story.phase) {
    case "failed":
      return [...messageOf(story.failure.message), ...(story.verdict ? [renderVerdict(story.verdict)] : [])];
    case "verified":
      return [...appliedOf(story), renderVerdict(story.verdict)];
    case "cancelled":
      return story.note === undefined ? [] : messageOf(story.note);
    case "destroyed": {
      const removed = story.destroyed.alsoRemoved.slice(0, SHOWN_REMOVALS).map((item) => `- ${prose(item)}`);
      return removed.length === 0 ? [] : [`Also removed:\n\n${removed.join("\n")}`];
    }
    default:
      return [];
  }
}

/** The first line as a sentence; what follows, such as YAML to paste, as it is. */
function messageOf(message: string): string[] {
  const [first = "", ...rest] = message.trim().split("\n");
  const detail = rest.join("\n").trim();
  return [
    `> [!CAUTION]\n> ${prose(first, 1_000)}`,
    ...(detail === "" ? [] : [fence("text", clip(detail, DETAIL_CHARACTERS))]),
  ];
}

function appliedOf({ applied }: Story): string[] {
  return applied === undefined
    ? []
    : [`Applied in ${duration(applied.seconds)}: ${planCounts(applied.counts)}.`];
}

function templateOf({ workPool, template, phase }: Story): string[] {
  return renderTemplate(workPool, template, phase === "verified");
}

function linksOf({ links }: Story): string[] {
  const rendered = [
    link("Run", links.run),
    link("Work pool", links.workPool),
    link("ECS service", links.service),
  ].filter((item) => item !== undefined);
  return rendered.length === 0 ? [] : [rendered.join(" · ")];
}

function footerOf({ environment, commit }: Story): string {
  const subject = `environment ${code(environment, 200)} · commit ${code(shortCommit(commit))}`;
  return `<sub>prefect-ecs-worker · ${subject}</sub>`;
}
