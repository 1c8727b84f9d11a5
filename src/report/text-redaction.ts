import { createHmac } from "node:crypto";
import { formsOf } from "./secret-forms.ts";
import { ASSIGNMENTS, isHarmless, isSecretName, SECRET_FORMS } from "./secret-patterns.ts";

export interface TextRedaction {
  /** The text with every secret in it replaced by its mark. */
  readonly text: (text: string) => string;
  /** The mark of a value that is secret as a whole: `(redacted sha256:ab12cd34)`. */
  readonly mark: (value: string) => string;
}

/**
 * Hides the given secrets, in any usual encoding, and what is a secret by its form or its name.
 * @param key of the marks: equal values have equal marks under the same key
 */
export function textRedaction(secrets: readonly string[], key: Buffer): TextRedaction {
  const forms = [...formsOf(secrets)];
  const mark = (value: string): string =>
    `(redacted sha256:${createHmac("sha256", key).update(value).digest("hex").slice(0, 8)})`;
  const text = (value: string): string => {
    const spans = [...occurrences(value, forms), ...lookalikes(value), ...assignments(value)];
    return replaceSpans(value, joined(spans), mark);
  };
  return { text, mark };
}

/** Where something to hide begins and ends. */
type Span = readonly [start: number, end: number];

function occurrences(text: string, forms: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
      spans.push([at, at + form.length]);
    }
  }
  return spans;
}

function lookalikes(text: string): Span[] {
  return SECRET_FORMS.flatMap((form) => [...text.matchAll(form)]).flatMap((match) => secretSpan(text, match));
}

function assignments(text: string): Span[] {
  return ASSIGNMENTS.flatMap((assignment) => [...text.matchAll(assignment)])
    .filter(({ groups, index }) => isSecretName(groups?.["name"] ?? "") && !isWithinArn(text, index))
    .flatMap((match) => secretSpan(text, match));
}

function secretSpan(text: string, match: RegExpExecArray): Span[] {
  const span = match.indices?.groups?.["secret"] ?? match.indices?.[0];
  return span === undefined || isHarmless(text.slice(span[0])) ? [] : [span];
}

/** `arn:aws:secretsmanager:eu-west-1:111122223333:secret:name` assigns nothing to "secret". */
function isWithinArn(text: string, index: number): boolean {
  return /arn:aws\S*$/.test(text.slice(Math.max(0, index - 200), index));
}

/** Overlapping spans as one, ordered: where two secrets share characters, no end of either remains. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && start < last[1]) result.splice(-1, 1, [last[0], Math.max(last[1], end)]);
    else result.push([start, end]);
  }
  return result;
}

function replaceSpans(text: string, spans: readonly Span[], mark: (value: string) => string): string {
  let result = "";
  let position = 0;
  for (const [start, end] of spans) {
    result += text.slice(position, start) + mark(text.slice(start, end));
    position = end;
  }
  return result + text.slice(position);
}
