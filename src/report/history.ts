import { code, link } from "./markdown.ts";
import type { Phase, Story, StoryEvent } from "./story.ts";
import { instant, shortCommit } from "./wording.ts";

/** Older events are forgotten: a branch that lives for months tells only its last moves. */
const REMEMBERED_EVENTS = 20;
const SHOWN_EVENTS = 6;

/** The story's events with this moment as the last; telling the same thing again replaces what was told. */
export function continueHistory({ history, phase, at, commit, links }: Story): readonly StoryEvent[] {
  const event: StoryEvent = { phase, at: at.toISOString(), commit, run: links.run };
  const last = history.at(-1);
  const earlier = last?.phase === phase && last.commit === commit ? history.slice(0, -1) : history;
  return [...earlier, event].slice(-REMEMBERED_EVENTS);
}

/** "The story so far: planned `3f2a91c0` 2026-11-23 14:03 UTC → …" */
export function renderHistory(events: readonly StoryEvent[]): string {
  const shown = events.slice(-SHOWN_EVENTS).map(renderEvent);
  const forgotten = events.length > SHOWN_EVENTS ? ["…"] : [];
  return `The story so far: ${[...forgotten, ...shown].join(" → ")}`;
}

function renderEvent({ phase, at, commit, run }: StoryEvent): string {
  const word = link(PAST[phase], run) ?? PAST[phase];
  return `${word} ${code(shortCommit(commit))} ${instant(new Date(at))}`;
}

const PAST: Readonly<Record<Phase, string>> = {
  planned: "planned",
  applying: "apply began",
  verified: "verified",
  failed: "failed",
  cancelled: "cancelled",
  destroying: "teardown began",
  destroyed: "destroyed",
};
