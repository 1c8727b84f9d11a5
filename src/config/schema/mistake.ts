import type { z } from "zod";

/** One thing that is wrong, though each value is allowed for itself. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The value that is shown beside the message; none where there is nothing to see in it. */
  readonly input?: unknown;
}

/** A check of a whole group or file, for `.check(…)`. */
export function refusing<T>(mistakesOf: (value: T) => readonly Mistake[]) {
  return ({ value, issues }: z.core.ParsePayload<T>): void => {
    for (const { path, message, input } of mistakesOf(value)) {
      issues.push({ code: "custom", path: [...path], message, input });
    }
  };
}
