import { expect, test } from "@jest/globals";
import { complianceTables } from "../../scripts/compliance-tables.ts";

test("the README lists each control with its ids, and each skip and exception with its reason", () => {
  const { compliance, skips } = complianceTables(
    [
      {
        ids: ["ECS.5", "CKV_AWS_336"],
        title: "Nothing is written",
        how: "`a | b`",
        exceptions: { "example a": "For once." },
        examine: () => [],
      },
    ],
    [{ check: "CKV_AWS_26", reason: "Because." }],
  );
  expect(compliance.split("\n").at(-1)).toBe("| ECS.5, CKV_AWS_336 | Nothing is written | `a \\| b` |");
  expect(skips.split("\n").at(-2)).toMatch(/^\| CKV_AWS_26 +\| Because\. +\|$/);
  expect(skips.split("\n").at(-1)).toMatch(/^\| ECS\.5, CKV_AWS_336 in example a +\| For once\. +\|$/);
});
