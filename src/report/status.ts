import { plainHeadline } from "./headline.ts";
import { oneLine } from "./markdown.ts";
import type { Phase, Story } from "./story.ts";
import { clipAtWord } from "./wording.ts";

export interface CommitStatus {
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
}

/** GitHub's limit for the description of a commit status. */
const DESCRIPTION_CHARACTERS = 140;

/** The headline as the status of the commit. Redact the story first. */
export function commitStatus(story: Story): CommitStatus {
  return { state: STATES[story.phase], description: statusDescription(plainHeadline(story)) };
}

/** As much of a sentence as a commit status can hold, cut between words. */
export function statusDescription(sentence: string): string {
  return clipAtWord(oneLine(sentence), DESCRIPTION_CHARACTERS);
}

const STATES: Readonly<Record<Phase, CommitStatus["state"]>> = {
  planned: "success",
  applying: "pending",
  verified: "success",
  failed: "failure",
  cancelled: "error",
  destroying: "pending",
  destroyed: "success",
};
