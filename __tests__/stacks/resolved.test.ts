import { expect, test } from "@jest/globals";
import {
  App,
  DefaultTokenResolver,
  StringConcat,
  TerraformStack,
  TerraformVariable,
  Tokenization,
} from "../../stacks/lib/cdktf.ts";
import { resolvedMapping } from "../../stacks/lib/resolved.ts";

const scope = new TerraformStack(new App(), "s");
const { stringValue, listValue, numberValue } = new TerraformVariable(scope, "v", {});
const nothing: unknown = undefined;

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["a token alone", { a: stringValue }],
  ["one within a text, and at depth", { a: { b: [listValue, `x-${stringValue}-y`] } }],
  ["a list and a number that are one", { a: listValue, b: numberValue }],
  ["what is undefined", { a: nothing, b: [nothing, 1], c: { d: nothing } }],
  ["what is empty", { a: null, b: 0, c: "", d: false, e: {}, f: [] }],
  [
    "Terraform's own words, and a text that only looks so",
    { a: "${aws_vpc.this.id}", b: "$${x}", c: "%{if x}" },
  ],
])("resolves as cdktf does: %s", (_, mapping) => {
  const resolver = new DefaultTokenResolver(new StringConcat());
  expect(resolvedMapping(scope, mapping)).toStrictEqual(
    Tokenization.resolve(mapping, { scope, resolver, preparing: false }),
  );
});
