import { expect, test } from "@jest/globals";
import { complianceTables } from "../../scripts/compliance-tables.ts";

test("the README lists each control with its ids, and each skip, exception and control that is not held with its reason", () => {
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
    [{ ids: ["AWS-0104", "X1"], because: "it cannot.", examine: () => [] }],
    [{ check: "CKV_AWS_26", reason: "Because." }],
  );
  expect(compliance.split("\n").at(-1)).toBe("| ECS.5, CKV_AWS_336 | Nothing is written | `a \\| b` |");
  expect(skips.split("\n").at(-3)).toMatch(/^\| CKV_AWS_26 +\| Because\. +\|$/);
  expect(skips.split("\n").at(-2)).toMatch(/^\| ECS\.5, CKV_AWS_336 in example a +\| For once\. +\|$/);
  expect(skips.split("\n").at(-1)).toMatch(/^\| AWS-0104, X1 +\| Not held, because it cannot\. +\|$/);
});
