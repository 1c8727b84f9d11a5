import { createHmac, randomBytes } from "node:crypto";
import type {
  AttributeChange,
  AttributeValue,
  PlanSummary,
  ResourceChange,
} from "../terraform/plan-summary.ts";
import { formsOf } from "./secret-forms.ts";
import { ASSIGNMENTS, isHarmless, isSecretName, SECRET_FORMS } from "./secret-patterns.ts";
import type { Story } from "./story.ts";

/**
 * A mark is a keyed digest: within a run equal values have equal marks, so that a change stays visible. The
 * key dies with the process, so that nobody can try out guesses on a mark. To compare across runs, pass a
 * key that is kept as secret as the values are.
 */
const KEY_OF_THIS_RUN = randomBytes(32);

/** Hides the given secrets, in any usual encoding, and whatever else is a secret by its form or its name. */
export function redactText(text: string, secrets: readonly string[], key = KEY_OF_THIS_RUN): string {
  return redactionOf(secrets, key).text(text);
}

/** The same throughout a plan, where names of attributes and variables tell more than a text does. */
export function redactPlan(
  plan: PlanSummary,
  secrets: readonly string[],
  key = KEY_OF_THIS_RUN,
): PlanSummary {
  return planWith(redactionOf(secrets, key), plan);
}

/** The same for everything that is about to be told. */
export function redactStory(story: Story, secrets: readonly string[], key = KEY_OF_THIS_RUN): Story {
  const redaction = redactionOf(secrets, key);
  const { plan, ...rest } = story;
  const told = { ...eachText(rest, redaction.text), ...(plan && { plan: planWith(redaction, plan) }) };
  // The rest operator forgets which phase goes with which fields; none of them was changed in kind.
  return told as Story;
}

interface Redaction {
  readonly text: (text: string) => string;
  /** A value known to be secret, hidden as a whole. */
  readonly mark: (value: string) => string;
}

function redactionOf(secrets: readonly string[], key: Buffer): Redaction {
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
  return SECRET_FORMS.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap((match) =>
    secretSpan(text, match),
  );
}

function assignments(text: string): Span[] {
  return ASSIGNMENTS.flatMap((pattern) => [...text.matchAll(pattern)])
    .filter(({ groups, index }) => isSecretName(groups?.["name"] ?? "") && !isWithinArn(text, index))
    .flatMap((match) => secretSpan(text, match));
}

function secretSpan(text: string, match: RegExpExecArray): Span[] {
  const span = match.indices?.groups?.["secret"] ?? match.indices?.[0];
  return span === undefined || isHarmless(text.slice(...span)) ? [] : [span];
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

function eachText<T>(value: T, text: (text: string) => string): T {
  // A text gives a text, a list a list of as many, an object one of the same keys: the type is kept.
  if (typeof value === "string") return text(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => eachText(item, text)) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, eachText(item, text)])) as T;
}

function planWith(redaction: Redaction, plan: PlanSummary): PlanSummary {
  return {
    ...plan,
    changes: plan.changes.map((change) => changeWith(redaction, change)),
    drift: plan.drift.map((change) => changeWith(redaction, change)),
    outputs: redactObject(redaction, plan.outputs, false),
  };
}

function changeWith(redaction: Redaction, change: ResourceChange): ResourceChange {
  return {
    ...change,
    address: redaction.text(change.address),
    attributes: change.attributes.map((attribute) => {
      const isSecret = isSecretAttribute(attribute, change.attributes);
      return {
        ...attribute,
        path: redaction.text(attribute.path),
        before: attributeValueWith(redaction, attribute.before, isSecret),
        after: attributeValueWith(redaction, attribute.after, isSecret),
      };
    }),
  };
}

function attributeValueWith(redaction: Redaction, value: AttributeValue, isSecret: boolean): AttributeValue {
  return value.kind === "known"
    ? { kind: "known", value: redactValue(redaction, value.value, isSecret) }
    : value;
}

/**
 * A container's variable is a pair: `environment[3].value` is secret when `environment[3].name` says so.
 * When only the value changes the name is not part of the change, and then the value is hidden to be safe.
 */
function isSecretAttribute({ path }: AttributeChange, siblings: readonly AttributeChange[]): boolean {
  const pair = /^(?<item>.*\[\d+\])\.value$/.exec(path)?.groups?.["item"];
  if (pair !== undefined) {
    const name = siblings.find((sibling) => sibling.path === `${pair}.name`);
    return name === undefined || [name.before, name.after].some(isKnownSecretName);
  }
  if (/\.(?:name|valueFrom)$/.test(path)) return false;
  const segments = path.split(/[.[\]"]+/).filter((segment) => segment !== "");
  return segments.some(isSecretName) && isSecretName(segments.findLast(isNoIndex) ?? "")
    ? true
    : segments.slice(0, -1).some(isSecretName);
}

function isKnownSecretName(value: AttributeValue): boolean {
  return value.kind === "known" && typeof value.value === "string" && isSecretName(value.value);
}

function redactValue(redaction: Redaction, value: unknown, isSecret: boolean): unknown {
  switch (typeof value) {
    case "string":
      return isSecret && value !== "" && !isHarmless(value)
        ? redaction.mark(value)
        : redactString(redaction, value);
    case "number":
      return redactNumber(redaction, value, isSecret);
    case "object":
      if (value === null) return null;
      return Array.isArray(value)
        ? value.map((item: unknown) => redactValue(redaction, item, isSecret))
        : redactObject(redaction, { ...value }, isSecret);
    default:
      return value;
  }
}
