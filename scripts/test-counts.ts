import { z } from "zod";

/** How the tests of one or more suites ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };
/** A suite that came to no end of its own. */
export const CRASHED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A suite that ended badly although no test failed, as after a broken set-up, has one failure more. */
export function countSuite(report: Counts, exitCode: number | null): Counts {
  return exitCode !== 0 && report.failed === 0 ? add(report, CRASHED) : report;
}

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** `12 passed, 0 failed`, and `, 1 skipped` where there were any. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Counts of Jest's `--json`. A file that could not be run counts as a failure, since its tests are unknown. */
export function jestCounts(report: string): Counts {
  const counts = jestReport.parse(JSON.parse(report));
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests + counts.numRuntimeErrorTestSuites,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

const jestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

/** Counts of pytest's `--junitxml`, whose first `<testsuite>` sums up everything. */
export function pytestCounts(report: string): Counts {
  const [suite = ""] = /<testsuite [^>]*>/.exec(report) ?? [];
  const count = (name: string) =>
    z.coerce
      .number()
      .int()
      .parse(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1]);
  const failed = count("failures") + count("errors");
  const skipped = count("skipped");
  return { passed: count("tests") - failed - skipped, failed, skipped };
}
