/** A promise about speed or size, with what was measured. */
export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "s" | "MB" | "times" | "requests";
  /** One for each time that it was measured; never empty. */
  readonly values: readonly number[];
  readonly limit: Limit;
}

export interface Limit {
  readonly bound: "at most" | "at least";
  readonly value: number;
  /**
   * What must keep it: the median where other work on the machine moves single values, 99 of 100 where it moves
   * one of many, each value where the promise is about every run.
   */
  readonly keptBy: "median" | "99 of 100" | "each";
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function keepsLimit({ values, limit: { bound, value, keptBy } }: Figure): boolean {
  // From the best value to the worst.
  const ordered = values.toSorted((a, b) => (bound === "at most" ? a - b : b - a));
  const decisive =
    keptBy === "median"
      ? spread(values).median
      : (ordered[Math.ceil(ordered.length * SHARE[keptBy]) - 1] ?? NaN);
  return bound === "at most" ? decisive <= value : decisive >= value;
}

const SHARE = { "99 of 100": 0.99, each: 1 } as const;

/** @throws RangeError without values */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const [lower, upper] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) {
    throw new RangeError("There is no spread of no values.");
  }
  return { min, median: (lower + upper) / 2, max };
}
