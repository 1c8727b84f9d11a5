import { describe, expect, test } from "@jest/globals";
import { parseWorkerFile } from "../../src/config/worker-file.ts";

describe("tags", () => {
  test.each<[what: string, tags: Readonly<Record<string, string>>]>([
    ["the usual", { team: "data", "cost-center": "42", "k8s.io/x": "a:b" }],
    ["letters of other alphabets", { équipe: "données 数据" }],
    ["an empty value", { empty: "" }],
    ["the longest", { ["k".repeat(128)]: "v".repeat(256) }],
    ["forty-five", many(45)],
  ])("may be %s", (_what, tags) => {
    expect(read(tags)).toEqual(tags);
  });

  test("may hold placeholders", () => {
    expect(read({ env: "{environment}" })).toEqual({ env: "production" });
  });

  test.each<[what: string, tags: Readonly<Record<string, string>>, message: string]>([
    [
      "a key of AWS's",
      { "aws:x": "1" },
      'f.yml:2:8: tags.aws:x is "aws:x": allowed is a key that does not begin with aws:',
    ],
    ["the same in capitals", { "AWS:x": "1" }, "which AWS reserves"],
    [
      "a key of the action's",
      { "prefect-ecs-worker:deployment": "x" },
      "does not begin with prefect-ecs-worker",
    ],
    ["an empty key", { "": "x" }, "at least one character"],
    ["a key that is too long", { ["k".repeat(129)]: "x" }, "at most 128 characters"],
    ["a value that is too long", { a: "v".repeat(257) }, "at most 256 characters"],
    ["a key with other signs", { "a&b": "x" }, "letters, digits, spaces and _ . : / = + - @"],
    ["a value with other signs", { a: "${x}" }, "letters, digits, spaces and _ . : / = + - @"],
    ["keys alike but for case", { Team: "a", team: "b" }, 'tags.team is "b": the same key as "Team" for IAM'],
    ["too many", many(46), "f.yml:2:1: tags: 46 tags: at most 45"],
  ])("may not be %s", (_what, tags, message) => {
    expect(() => read(tags)).toThrow(message);
  });
});

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, "x"]));
}

function read(tags: Readonly<Record<string, string>>) {
  const text = `
tags: ${JSON.stringify(tags)}
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main] }
`;
  return parseWorkerFile(text, "f.yml").deployment("production", { environment: "production" }).tags;
}
