import { expect, test } from "@jest/globals";
import { complianceTables } from "../../scripts/compliance-tables.ts";

test("the README lists each control with its ids, and each skip with its reason", () => {
  const { compliance, skips } = complianceTables(
    [{ ids: ["ECS.5", "CKV_AWS_336"], title: "Nothing is written", how: "`a | b`", examine: () => [] }],
    [{ check: "CKV_AWS_26", reason: "Because." }],
  );
  expect(compliance.split("\n").at(-1)).toBe("| ECS.5, CKV_AWS_336 | Nothing is written | `a \\| b` |");
  expect(skips.split("\n").at(-1)).toMatch(/^\| CKV_AWS_26 +\| Because\. +\|$/);
});
