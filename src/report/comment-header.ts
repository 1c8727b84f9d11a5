import { z } from "zod";
import type { StoryEvent } from "./story.ts";

/** Which comment it is. A pull request has one for each deployment and environment. */
export interface CommentKey {
  readonly deployment: string;
  readonly environment: string;
}

export interface CommentHeader extends CommentKey {
  readonly history: readonly StoryEvent[];
}

/** The history gives way first: without it a comment is still found. */
const HEADER_CHARACTERS = 8_000;

/**
 * An HTML comment that nobody sees: by it the comment is found again, and the story continued.
 * `<!-- prefect-ecs-worker {"version":1,"deployment":"etl-production",…} -->`
 */
export function renderCommentHeader({ deployment, environment, history }: CommentHeader): string {
  const json = escaped(JSON.stringify({ version: 1, deployment, environment, history }));
  return json.length > HEADER_CHARACTERS && history.length > 0
    ? renderCommentHeader({ deployment, environment, history: history.slice(1) })
    : `<!-- prefect-ecs-worker ${json} -->`;
}

/** The header of a comment's text, or nothing when the comment is none of ours or of an unknown version. */
export function parseCommentHeader(body: string): CommentHeader | undefined {
  const json = /^<!-- prefect-ecs-worker (?<json>\{.*\}) -->/.exec(body)?.groups?.["json"];
  if (json === undefined) return undefined;
  const read = headerSchema.safeParse(parsed(json));
  if (!read.success) return undefined;
  const { deployment, environment, history } = read.data;
  return { deployment, environment, history };
}

export function isSameComment(a: CommentKey, b: CommentKey): boolean {
  return a.deployment === b.deployment && a.environment === b.environment;
}

const eventSchema = z.object({
  phase: z.enum(["planned", "applying", "verified", "failed", "cancelled", "destroying", "destroyed"]),
  at: z.iso.datetime(),
  commit: z.string(),
  run: z.string(),
});

const headerSchema = z.object({
  version: z.literal(1),
  deployment: z.string(),
  environment: z.string(),
  // A history that cannot be read is begun anew; a second comment would be worse.
  history: z.array(eventSchema).catch([]),
});

/** JSON reads the same with these escaped, and `--` and `>` are what could end an HTML comment. */
function escaped(json: string): string {
  return json.replace(/[<>@]|-(?=-)/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
