import { expect, test } from "@jest/globals";
import { withoutStackTraces } from "../../stacks/lib/stack-traces.ts";

test("takes no stack traces while it runs, and takes them again afterwards, also after an error", () => {
  const traced = { stack: "" };
  const failure = new Error("no");
  expect(() =>
    withoutStackTraces(() => {
      Error.captureStackTrace(traced);
      throw failure;
    }),
  ).toThrow(failure);
  expect(traced.stack).toBe("");
  Error.captureStackTrace(traced);
  expect(traced.stack).toContain("stack-traces.test");
});
