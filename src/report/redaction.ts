import { randomBytes } from "node:crypto";
import { planWithout } from "./plan-redaction.ts";
import type { Story } from "./story.ts";
import { textRedaction } from "./text-redaction.ts";

/**
 * A mark is a keyed digest: within a run equal values have equal marks, so that a change stays visible. The
 * key dies with the process, so that nobody can try out guesses on a mark.
 */
const KEY_OF_THIS_RUN = randomBytes(32);

/** Hides the given secrets, in any usual encoding, and whatever else is a secret by its form or its name. */
export function redactText(text: string, secrets: readonly string[], key = KEY_OF_THIS_RUN): string {
  return textRedaction(secrets, key).text(text);
}

/** The same for everything that is about to be told. */
export function redactStory(story: Story, secrets: readonly string[], key = KEY_OF_THIS_RUN): Story {
  const redaction = textRedaction(secrets, key);
  const told = eachText(story, redaction.text);
  return story.plan === undefined ? told : { ...told, plan: planWithout(redaction, story.plan) };
}

function eachText<T>(value: T, text: (text: string) => string): T {
  // A text gives a text, a list a list of as many, an object one of the same keys: the type is kept.
  if (typeof value === "string") return text(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => eachText(item, text)) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, eachText(item, text)])) as T;
}
