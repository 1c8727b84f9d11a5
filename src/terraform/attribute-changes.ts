import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { childOf, hasMarks, isContainer, type Marks, marksAt, type PathSegment } from "./marked-value.ts";
import type { ChangeJson } from "./plan-json.ts";
import type { AttributeChange, AttributeValue } from "./plan-summary.ts";
import type { SensitiveValues } from "./sensitive-values.ts";

/** The attributes that differ between the two sides of a change, ordered by path. */
export function attributeChanges(change: ChangeJson, sensitive: SensitiveValues): readonly AttributeChange[] {
  const before = { value: change.before, sensitive: change.before_sensitive, unknown: false };
  const after = { value: change.after, sensitive: change.after_sensitive, unknown: change.after_unknown };
  return children([], before, after).map(({ path, before, after }) => ({
    path: formatPath(path),
    ...attributeValues(before, after, sensitive),
    forcesReplacement: change.replace_paths.some((cause) => lieOnOnePath(cause, path)),
  }));
}

/** A value with Terraform's marks. */
interface Side {
  readonly value: unknown;
  readonly sensitive: Marks;
  readonly unknown: Marks;
}

interface Difference {
  readonly path: readonly PathSegment[];
  readonly before: Side;
  readonly after: Side;
}

function children(path: readonly PathSegment[], before: Side, after: Side): readonly Difference[] {
  return segments(before, after).flatMap((segment) =>
    differences([...path, segment], at(before, segment), at(after, segment)),
  );
}

/** Walks down as long as both sides have the same form, or as marks lie below; else one difference for all. */
function differences(path: readonly PathSegment[], before: Side, after: Side): readonly Difference[] {
  const [left, right] = parseJsonTexts(before, after);
  return canDescend(left, right)
    ? children(path, left, right)
    : isSame(left, right)
      ? []
      : [{ path, before: left, after: right }];
}

/** Policies and container definitions are JSON in a text: shown as what they say. */
function parseJsonTexts(before: Side, after: Side): readonly [Side, Side] {
  const left = parseJsonText(before);
  const right = parseJsonText(after);
  const areBothJson = isContainerOrAbsent(left.value) && isContainerOrAbsent(right.value);
  return areBothJson ? [left, right] : [before, after];
}

function parseJsonText(side: Side): Side {
  if (typeof side.value !== "string" || !/^\s*[[{]/.test(side.value)) return side;
  try {
    return { ...side, value: JSON.parse(side.value, (_key, value: unknown) => variablesByName(value)) };
  } catch {
    return side;
  }
}

/**
 * ECS lists a container's variables as pairs of name and value. By their names a change says which variable
 * it is about, and stays the same when another one is put before it.
 */
function variablesByName(value: unknown): unknown {
  const pairs = z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .nonempty()
    .safeParse(value);
  return pairs.success ? Object.fromEntries(pairs.data.map(({ name, value }) => [name, value])) : value;
}

function canDescend(before: Side, after: Side): boolean {
  if (before.sensitive === true || after.sensitive === true || after.unknown === true) return false;
  if (haveSameForm(before.value, after.value)) return true;
  const haveInnerMarks = [before.sensitive, after.sensitive, after.unknown].some(hasMarks);
  return haveInnerMarks && isContainerOrAbsent(before.value) && isContainerOrAbsent(after.value);
}

function haveSameForm(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return before.length === after.length;
  return isContainer(before) && isContainer(after) && !Array.isArray(before) && !Array.isArray(after);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isContainerOrAbsent(value: unknown): boolean {
  return isContainer(value) || isAbsent(value);
}

function isSame(before: Side, after: Side): boolean {
  if (after.unknown === true) return false;
  return (isEmpty(before.value) && isEmpty(after.value)) || isDeepStrictEqual(before.value, after.value);
}

/** Providers write an attribute that is not set as null, [] or {}, as they please. */
function isEmpty(value: unknown): boolean {
  return isAbsent(value) || (isContainer(value) && Object.keys(value).length === 0);
}

/** Keys of both sides, of their values and of their marks: an unknown attribute is absent from the values. */
function segments(before: Side, after: Side): readonly PathSegment[] {
  const values = [before.value, after.value].filter(isContainer);
  const marks = [before.sensitive, after.sensitive, after.unknown].filter(isContainer);
  const keys = [...new Set([...values, ...marks].flatMap((container) => Object.keys(container)))];
  const isList = (values.length > 0 ? values : marks).every(Array.isArray);
  return isList ? keys.map(Number).sort((a, b) => a - b) : keys.sort();
}

function at(side: Side, segment: PathSegment): Side {
  return {
    value: isContainer(side.value) ? childOf(side.value, segment) : undefined,
    sensitive: marksAt(side.sensitive, segment),
    unknown: marksAt(side.unknown, segment),
  };
}

function attributeValues(
  before: Side,
  after: Side,
  sensitive: SensitiveValues,
): { readonly before: AttributeValue; readonly after: AttributeValue } {
  // One side's mark covers both: the value that has just become sensitive is the old one, too.
  const isSensitive =
    hasMarks(before.sensitive) || hasMarks(after.sensitive) || sensitive.occurIn([before.value, after.value]);
  return { before: attributeValue(before, isSensitive), after: attributeValue(after, isSensitive) };
}

function attributeValue({ value, unknown }: Side, isSensitive: boolean): AttributeValue {
  if (hasMarks(unknown)) return { kind: "known-after-apply" };
  if (isAbsent(value)) return { kind: "absent" };
  return isSensitive ? { kind: "sensitive" } : { kind: "known", value };
}

/** Whether one path leads to the other. */
function lieOnOnePath(a: readonly PathSegment[], b: readonly PathSegment[]): boolean {
  const length = Math.min(a.length, b.length);
  return isDeepStrictEqual(a.slice(0, length), b.slice(0, length));
}

/** `tags.Name`, `container_definitions[0].environment`, `tags["aws:cloudformation:stack-name"]` */
function formatPath(path: readonly PathSegment[]): string {
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join("");
}
