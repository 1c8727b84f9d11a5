import { describe, expect, test } from "@jest/globals";
import { figureTable } from "../../../scripts/bench/figure-table.ts";
import { keepsLimit, spread, type Figure } from "../../../scripts/bench/figure.ts";

describe("the spread of measured values", () => {
  test.each([
    ["one value", [3], { min: 3, median: 3, max: 3 }],
    ["an odd number of them, in any order", [9, 10, 1], { min: 1, median: 9, max: 10 }],
    ["an even number: the median lies between the middle two", [4, 1, 2, 8], { min: 1, median: 3, max: 8 }],
  ])("of %s", (_, values, expected) => {
    expect(spread(values)).toEqual(expected);
  });

  test("does not exist without values", () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});

describe("a limit", () => {
  /** A hundred, 98 of which are 1. */
  const hundred = (next: number, last: number) => [...Array<number>(98).fill(1), next, last];
  const figure = (values: readonly number[], limit: Figure["limit"]): Figure => ({
    ...{ name: "plan", unit: "s", values, limit },
  });

  test.each<[string, readonly number[], Figure["limit"], boolean]>([
    ["is kept by a value that equals it", [2], { bound: "at most", value: 2, keptBy: "each" }, true],
    [
      "on the median forgives a high value",
      [1, 2, 9],
      { bound: "at most", value: 2, keptBy: "median" },
      true,
    ],
    ["on the median sees a high median", [1, 3, 3], { bound: "at most", value: 2, keptBy: "median" }, false],
    ["on each value forgives none", [1, 1, 3], { bound: "at most", value: 2, keptBy: "each" }, false],
    ["on 99 of 100 forgives one", hundred(1, 9), { bound: "at most", value: 2, keptBy: "99 of 100" }, true],
    [
      "on 99 of 100 forgives no two",
      hundred(9, 9),
      { bound: "at most", value: 2, keptBy: "99 of 100" },
      false,
    ],
    [
      "on 99 of 100 forgives none of less than 100",
      [1, 9],
      { bound: "at most", value: 2, keptBy: "99 of 100" },
      false,
    ],
    [
      "from below on 99 of 100 forgives one",
      hundred(1, -9),
      { bound: "at least", value: 0, keptBy: "99 of 100" },
      true,
    ],
    ["from below is kept by higher values", [1, 5], { bound: "at least", value: 0, keptBy: "each" }, true],
    [
      "from below forgives no lower value",
      [-1, 5, 5],
      { bound: "at least", value: 0, keptBy: "each" },
      false,
    ],
    ["from below sees a low median", [-1, -1, 5], { bound: "at least", value: 0, keptBy: "median" }, false],
  ])("%s", (_, values, limit, isKept) => {
    expect(keepsLimit(figure(values, limit))).toBe(isKept);
  });

  test("and what was measured make a row, with the spread only of what was repeated", () => {
    const rows = figureTable([
      { name: "size", unit: "MB", values: [3.244], limit: { bound: "at most", value: 3.5, keptBy: "each" } },
      figure([2, 1, 3], { bound: "at most", value: 1.5, keptBy: "median" }),
      figure([2, 1, 3], { bound: "at least", value: 0, keptBy: "each" }),
      figure([2, 1, 3], { bound: "at most", value: 3, keptBy: "99 of 100" }),
    ]);
    const withoutPadding = rows.split("\n").map((row) => row.replaceAll(/ +/g, " "));
    expect(withoutPadding.filter((row) => !row.includes("---"))).toEqual([
      "| figure | min | median | max | limit | |",
      "| size | | 3.24 MB | | at most 3.50 MB | ok |",
      "| plan | 1.00 s | 2.00 s | 3.00 s | at most 1.50 s | NOT KEPT |",
      "| plan | 1.00 s | 2.00 s | 3.00 s | at least 0.00 s, each | ok |",
      "| plan | 1.00 s | 2.00 s | 3.00 s | at most 3.00 s, 99 of 100 | ok |",
    ]);
  });
});
