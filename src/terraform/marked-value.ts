/** Terraform's tree of marks beside a value: `true` marks all that is below. */
export type Marks = unknown;

export type PathSegment = string | number;

/** The marks of one child. */
export function marksAt(marks: Marks, segment: PathSegment): Marks {
  if (marks === true) return true;
  return isContainer(marks) ? childOf(marks, segment) : false;
}

/** Whether anything at all is marked, here or below. */
export function hasMarks(marks: Marks): boolean {
  return marks === true || (isContainer(marks) && Object.values(marks).some(hasMarks));
}

/** A child by its own key; never something inherited, such as `constructor`. */
export function childOf(container: Container, segment: PathSegment): unknown {
  return Object.getOwnPropertyDescriptor(container, segment)?.value;
}

export type Container = Readonly<Record<string, unknown>> | readonly unknown[];

export function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}
