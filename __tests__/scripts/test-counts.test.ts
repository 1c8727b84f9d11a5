import { describe, expect, test } from "@jest/globals";
import { add, countsLine, countSuite, jestCounts, pytestCounts } from "../../scripts/test-counts.ts";

describe("a suite's end", () => {
  const good = { passed: 3, failed: 0, skipped: 0 };
  const bad = { passed: 2, failed: 1, skipped: 0 };

  test.each([
    ["counts as reported when it ended well", good, 0, good],
    ["counts as reported when a test failed", bad, 1, bad],
    ["is a failure more when it ended badly with no test to blame", good, 1, { ...good, failed: 1 }],
    ["is a failure more when a signal ended it", good, null, { ...good, failed: 1 }],
  ])("%s", (_, report, exitCode, counts) => {
    expect(countSuite(report, exitCode)).toEqual(counts);
  });
});

describe("Jest's report", () => {
  const report = (counts: object) =>
    JSON.stringify({
      ...{ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
      ...{ numRuntimeErrorTestSuites: 0, success: true, ...counts },
    });

  test.each([
    ["tests that passed", {}, { passed: 5, failed: 0, skipped: 0 }],
    ["tests that failed", { numFailedTests: 2 }, { passed: 5, failed: 2, skipped: 0 }],
    [
      "a file that could not be run as a failure",
      { numRuntimeErrorTestSuites: 1 },
      { passed: 5, failed: 1, skipped: 0 },
    ],
    [
      "tests to be written as skipped",
      { numPendingTests: 1, numTodoTests: 1 },
      { passed: 5, failed: 0, skipped: 2 },
    ],
  ])("counts %s", (_, counts, expected) => {
    expect(jestCounts(report(counts))).toEqual(expected);
  });

  test("is refused when it lacks a count", () => {
    expect(() => jestCounts(report({ numFailedTests: undefined }))).toThrow("numFailedTests");
  });
});

describe("pytest's report", () => {
  const report = (counts: string) =>
    `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" ${counts} time="1.2" hostname="h"><testcase name="a" /></testsuite></testsuites>`;

  test("counts errors of set-up and teardown as failures", () => {
    expect(pytestCounts(report('errors="1" failures="2" skipped="3" tests="10"'))).toEqual({
      passed: 4,
      failed: 3,
      skipped: 3,
    });
  });

  test("is refused when it lacks a count", () => {
    expect(() => pytestCounts(report('errors="1" failures="2" tests="10"'))).toThrow();
  });
});

describe("the last line", () => {
  test.each([
    [{ passed: 2, failed: 1, skipped: 0 }, "2 passed, 1 failed"],
    [{ passed: 2, failed: 0, skipped: 4 }, "2 passed, 0 failed, 4 skipped"],
  ])("of %j is %s", (counts, line) => {
    expect(countsLine(counts)).toBe(line);
  });

  test("sums up every suite", () => {
    const sum = add({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
    expect(countsLine(sum)).toBe("11 passed, 22 failed, 33 skipped");
  });
});
