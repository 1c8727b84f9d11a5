import { expect, test } from "@jest/globals";
import { literal } from "../../stacks/lib/literal.ts";

test.each([
  ['${file("/etc/passwd")}', '$${file("/etc/passwd")}'],
  ["%{ if true }yes%{ endif }", "%%{ if true }yes%%{ endif }"],
  ["$${already}", "$$${already}"],
  ["$5, 100 % and {braces}", "$5, 100 % and {braces}"],
])("%s means itself to Terraform", (text, escaped) => {
  expect(literal(text)).toBe(escaped);
});

test("reaches into lists and records, keys and values, and leaves everything else alone", () => {
  expect(literal({ "${a}": ["${b}", 1, true, null, undefined], c: { d: "${e}" } })).toEqual({
    "$${a}": ["$${b}", 1, true, null, undefined],
    c: { d: "$${e}" },
  });
});
