import { variablesToChange } from "../prefect/template-difference.ts";
import type { Diagnosis } from "../proof/verdict.ts";
import { brokenRung, brokenText } from "./broken-rung.ts";
import type { Story } from "./story.ts";
import { count, duration, planCounts, shortCommit } from "./wording.ts";

export interface Headline {
  readonly icon: string;
  /** Without a full stop; values stand in backticks. */
  readonly sentence: string;
}

/** What a person must know, in one sentence. */
export function headline(story: Story): Headline {
  const deployment = `\`${story.deploymentName}\``;
  switch (story.phase) {
    case "planned": {
      const { changes, counts } = story.plan;
      if (changes.length === 0) return unchanged(story, deployment);
      const icon = counts.destroy > 0 ? "⚠️" : "📝";
      return { icon, sentence: `Plan for ${deployment}: ${planCounts(counts)}` };
    }
    case "applying":
      return { icon: "🚀", sentence: `Deploying ${deployment} from \`${shortCommit(story.commit)}\`` };
    case "verified": {
      const { workers } = story.verdict;
      const verb = workers.length === 1 ? "is" : "are";
      return {
        icon: "✅",
        sentence:
          `${count(workers.length, "worker")}${ofRevision(story)} ${verb} registered ` +
          `with work pool \`${story.workPool}\``,
      };
    }
    case "failed": {
      const { verdict, workPool, failure } = story;
      if (verdict === undefined) {
        return {
          icon: "❌",
          sentence: `The run for ${deployment} failed: ${failure.reason.replaceAll("-", " ")}`,
        };
      }
      const workers = `the workers${ofRevision(story)}`;
      const what = brokenText(brokenRung(verdict)?.id, workers, `work pool \`${workPool}\``);
      return { icon: "❌", sentence: `${what}${firstCause(verdict.causes)}` };
    }
    case "cancelled":
      return { icon: "🛑", sentence: `The run for ${deployment} was cancelled` };
    case "destroying":
      return { icon: "🧹", sentence: `Destroying ${deployment}` };
    case "destroyed": {
      const { resources, seconds } = story.destroyed;
      const removed = `${count(resources, "resource")} removed in ${duration(seconds)}`;
      return { icon: "🗑️", sentence: `${deployment} is destroyed: ${removed}` };
    }
  }
}

/** No resource changes; the work pool's template may. */
function unchanged({ template }: Story, deployment: string): Headline {
  const variables = template === undefined ? 0 : variablesToChange(template).length;
  if (variables > 0) {
    const what = count(variables, "default");
    return { icon: "📝", sentence: `Plan for ${deployment}: ${what} of the work pool to set, no resources` };
  }
  return template !== undefined && template.drift.length > 0
    ? { icon: "📝", sentence: `No changes for ${deployment}, but somebody changed its work pool` }
    : { icon: "✅", sentence: `No changes: ${deployment} is as configured` };
}

/** The headline where Markdown has no meaning: logs, annotations, commit statuses. */
export function plainHeadline(story: Story): string {
  return headline(story).sentence.replaceAll("`", "");
}

function ofRevision({ revision }: Story): string {
  return revision === undefined ? "" : ` of revision \`${revision}\``;
}

function firstCause([cause]: readonly Diagnosis[]): string {
  return cause === undefined ? "" : `: ${cause.cause.replace(/\.$/, "")}`;
}
