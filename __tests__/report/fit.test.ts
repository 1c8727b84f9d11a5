import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fit } from "../../src/report/fit.ts";

const exhibit = (full: number, name = 8) => ({ full: "F".repeat(full), name: "n".repeat(name) });

describe("fitting into a budget", () => {
  test.each([
    ["everything in full when there is room", [exhibit(98), exhibit(98)], 200, [2, 0, 0]],
    ["names where there is no room for all", [exhibit(58), exhibit(98)], 100, [1, 1, 0]],
    ["a number where there is no room for names", [exhibit(58), exhibit(98), exhibit(98)], 30, [0, 3, 0]],
    ["nothing but a number when nothing fits", [exhibit(98), exhibit(98)], 5, [0, 0, 2]],
    ["nothing of nothing", [], 100, [0, 0, 0]],
  ])("shows %s", (_, exhibits, budget, expected) => {
    const { full, names, omitted } = fit(exhibits, budget);
    expect([full.length, names.length, omitted]).toEqual(expected);
  });

  test("holds room back for names, so that one giant does not hide the others", () => {
    const { full, names, omitted } = fit([exhibit(90), ...Array.from({ length: 3 }, () => exhibit(50))], 100);
    // 92 of 100 would leave the three others unnamed; 52 of the 90 that are left do not.
    expect([full.length, names.length, omitted]).toEqual([1, 3, 0]);
  });

  test("never goes over the budget and accounts for every exhibit", () => {
    const exhibits = fc.array(fc.tuple(fc.nat(300), fc.nat(40)).map(([full, name]) => exhibit(full, name)));
    fc.assert(
      fc.property(exhibits, fc.integer({ min: -100, max: 3_000 }), (all, budget) => {
        const { full, names, omitted } = fit(all, budget);
        const used = [...full, ...names].reduce((sum, each) => sum + each.length + 2, 0);
        expect(used).toBeLessThanOrEqual(Math.max(0, budget));
        expect(full.length + names.length + omitted).toBe(all.length);
      }),
    );
  });
});
