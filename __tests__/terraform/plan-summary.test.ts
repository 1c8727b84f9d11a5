import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { TerraformError } from "../../src/terraform/errors.ts";
import { parsePlan, type PlanSummary } from "../../src/terraform/plan-summary.ts";

describe("a plan is summarised as reviewed and committed", () => {
  test.each(["create", "mixed", "destroy", "aws"])("%s", (name) => {
    const summary = parsePlan(fixture(`${name}.plan.json`));
    if (process.env["UPDATE_GOLDEN"] === "1") {
      writeFileSync(fixturePath(`${name}.summary.json`), `${JSON.stringify(summary, undefined, 2)}\n`);
    }
    expect(summary).toEqual(fixture(`${name}.summary.json`));
  });
});

describe("actions", () => {
  test.each([
    { actions: ["create"], action: "create", counts: { add: 1, change: 0, destroy: 0 } },
    { actions: ["update"], action: "update", counts: { add: 0, change: 1, destroy: 0 } },
    { actions: ["delete"], action: "delete", counts: { add: 0, change: 0, destroy: 1 } },
    { actions: ["delete", "create"], action: "replace", counts: { add: 1, change: 0, destroy: 1 } },
    { actions: ["create", "delete"], action: "replace", counts: { add: 1, change: 0, destroy: 1 } },
    { actions: ["forget"], action: "forget", counts: { add: 0, change: 0, destroy: 0 } },
  ])("$actions is $action and counts as $counts", ({ actions, action, counts }) => {
    const summary = parsePlan(plan({ actions }));
    expect(summary.changes.map((change) => change.action)).toEqual([action]);
    expect(summary.counts).toEqual(counts);
  });

  test("an import without a change is an import, and counts as nothing", () => {
    const summary = parsePlan(plan({ actions: ["no-op"], importing: { id: "x" } }));
    expect(summary.changes.map(({ action }) => action)).toEqual(["import"]);
    expect(summary.counts).toEqual({ add: 0, change: 0, destroy: 0 });
  });

  test("an import with a change is the change", () => {
    expect(parsePlan(plan({ actions: ["update"], importing: { id: "x" } })).counts.change).toBe(1);
  });

  test.each([["no-op"], ["read"]])("%s is left out", (action) => {
    expect(parsePlan(plan({ actions: [action] })).changes).toEqual([]);
  });
});

describe("what somebody changed behind Terraform's back", () => {
  const drift = (change: Readonly<Record<string, unknown>>, planned: Readonly<Record<string, unknown>>) =>
    parsePlan({ ...plan(planned), resource_drift: plan(change).resource_changes }).drift.map(
      ({ action, attributes }) => [action, attributes.map(({ path: changed }) => changed)],
    );
  const edited = {
    actions: ["update"],
    before: { count: 1, tags: null },
    after: { count: 5, tags: { a: "b" } },
  };

  test("is told as far as the plan undoes it", () => {
    const undoing = { actions: ["update"], before: { count: 5 }, after: { count: 1 } };
    expect(drift(edited, undoing)).toEqual([["update", ["count"]]]);
  });

  test("is told of a resource that is gone, and made again", () => {
    const gone = { actions: ["delete"], before: { count: 1 }, after: null };
    expect(drift(gone, { actions: ["create"], after: { count: 1 } })).toEqual([["delete", []]]);
  });

  test.each([
    ["the plan leaves the resource alone", { actions: ["no-op"] }],
    ["the plan changes something else", { actions: ["update"], before: { cpu: "1" }, after: { cpu: "2" } }],
  ])("is left out when %s: the provider reads much differently than it wrote it", (_why, planned) => {
    expect(drift(edited, planned)).toEqual([]);
  });
});

describe("attributes", () => {
  const known = (value: unknown) => ({ kind: "known", value });
  const absent = { kind: "absent" };
  const sensitive = { kind: "sensitive" };
  const unknown = { kind: "known-after-apply" };

  test.each([
    ["a scalar", { before: { a: 1 }, after: { a: 2 } }, [["a", known(1), known(2)]]],
    ["nothing for equal values", { before: { a: [1, { b: 2 }] }, after: { a: [1, { b: 2 }] } }, []],
    ["nothing for null beside an empty list", { before: { a: null }, after: { a: [] } }, []],
    [
      "a nested key",
      { before: { t: { a: 1, b: 1 } }, after: { t: { a: 1, b: 2 } } },
      [["t.b", known(1), known(2)]],
    ],
    [
      "a key that is no identifier",
      { before: { t: { "a:b": 1 } }, after: { t: {} } },
      [['t["a:b"]', known(1), absent]],
    ],
    [
      "an item of lists of one length",
      { before: { l: [1, 2] }, after: { l: [1, 3] } },
      [["l[1]", known(2), known(3)]],
    ],
    [
      "lists of two lengths as a whole",
      { before: { l: [1] }, after: { l: [1, 2] } },
      [["l", known([1]), known([1, 2])]],
    ],
    [
      "a list's items by number",
      { before: { l: list(11, 0) }, after: { l: list(11, 1) } },
      list(11, 0).map((_, i) => [`l[${i}]`, known(0), known(1)]),
    ],
    [
      "JSON in a text by its paths",
      { before: { p: '{"S":[{"A":1}]}' }, after: { p: '{ "S": [{ "A": 2 }] }' } },
      [["p.S[0].A", known(1), known(2)]],
    ],
    [
      "nothing for JSON that is only written differently",
      { before: { p: '{"a":1,"b":2}' }, after: { p: '{ "b": 2, "a": 1 }' } },
      [],
    ],
    [
      "a text that only looks like JSON",
      { before: { p: "{a" }, after: { p: "{b" } },
      [["p", known("{a"), known("{b")]],
    ],
    [
      "an unknown value",
      { before: { a: 1 }, after: {}, after_unknown: { a: true } },
      [["a", known(1), unknown]],
    ],
    [
      "an unknown item of a new list",
      { after: { l: [{ x: 1 }] }, after_unknown: { l: [{ y: true }] } },
      [
        ["l[0].x", absent, known(1)],
        ["l[0].y", absent, unknown],
      ],
    ],
    [
      "a sensitive value",
      { before: { a: "x" }, after: { a: "y" }, before_sensitive: { a: true }, after_sensitive: { a: true } },
      [["a", sensitive, sensitive]],
    ],
    [
      "a sensitive subtree as one value",
      { before: { a: { b: 1 } }, after: { a: { b: 2, c: 3 } }, after_sensitive: { a: true } },
      [["a", sensitive, sensitive]],
    ],
    [
      "nothing for a sensitive value that stays",
      { before: { a: "x" }, after: { a: "x" }, before_sensitive: { a: true }, after_sensitive: { a: true } },
      [],
    ],
    [
      "a value that becomes sensitive, on both sides",
      { before: { a: "x" }, after: { a: "y" }, after_sensitive: { a: true } },
      [["a", sensitive, sensitive]],
    ],
    [
      "a sensitive value that becomes unknown",
      { before: { a: "x" }, after: {}, before_sensitive: { a: true }, after_unknown: { a: true } },
      [["a", sensitive, unknown]],
    ],
    [
      "nothing for a write-only argument",
      { before: { a_wo: null }, after: { a_wo: null }, after_sensitive: { a_wo: true } },
      [],
    ],
    [
      "the same secret without its mark",
      {
        before: { in: { t: "secret-1" }, out: { t: "secret-1" } },
        after: { in: { t: "secret-2" } },
        before_sensitive: { in: { t: true } },
        after_sensitive: { in: { t: true } },
        after_unknown: { out: true },
      },
      [
        ["in.t", sensitive, sensitive],
        ["out", sensitive, unknown],
      ],
    ],
  ])("shows %s", (_, change, expected) => {
    const shown = attributesOf(parsePlan(plan({ actions: ["update"], ...change })));
    expect(shown.map(({ path, before, after }) => [path, before, after])).toEqual(expected);
  });

  test.each([
    { replacePath: ["l"], forced: ["l[0].a", "l[0].b"] },
    { replacePath: ["l", 0, "a"], forced: ["l[0].a"] },
    { replacePath: ["l", 1], forced: [] },
    { replacePath: ["x"], forced: [] },
  ])("$replacePath forces the replacement through $forced", ({ replacePath, forced }) => {
    const change = {
      before: { l: [{ a: 1, b: 1 }] },
      after: { l: [{ a: 2, b: 2 }] },
      replace_paths: [replacePath],
    };
    const shown = attributesOf(parsePlan(plan({ actions: ["delete", "create"], ...change })));
    expect(shown.filter((attribute) => attribute.forcesReplacement).map(({ path }) => path)).toEqual(forced);
  });
});

test("no value under a sensitive mark ever occurs in the summary", () => {
  fc.assert(
    fc.property(
      markedTree,
      markedTree,
      fc.constantFrom(["update"], ["create"], ["delete", "create"]),
      (before, after, actions) => {
        const summary = parsePlan({
          ...plan({
            actions,
            before: actions[0] === "create" ? null : { in: before.value, echo: before.value },
            after: { in: after.value, echo: after.value, text: JSON.stringify(after.value) },
            before_sensitive: { in: before.marks },
            after_sensitive: { in: after.marks },
          }),
          planned_values: { outputs: { echo: { sensitive: false, value: after.value } } },
        });
        const shown = JSON.stringify(summary);
        for (const secret of [...before.secrets, ...after.secrets]) expect(shown).not.toContain(secret);
      },
    ),
  );
});

test("a sensitive output is left out however short it is, and so is an unknown one", () => {
  const outputs = {
    pin: { sensitive: true, value: "42" },
    later: { sensitive: false },
    stage: { sensitive: false, value: "a" },
  };
  expect(parsePlan({ ...plan({ actions: [] }), planned_values: { outputs } }).outputs).toEqual({
    stage: "a",
  });
});

test("the property above would see a secret that is not marked", () => {
  const summary = parsePlan(
    plan({ actions: ["update"], before: { in: "a" }, after: { in: "secret-12345678" } }),
  );
  expect(JSON.stringify(summary)).toContain("secret-12345678");
});

test.each([
  [{ format_version: "2.0" }, /format_version: expected format 1\.x/],
  ["nothing", /document/],
])("refuses %j, which is no plan of format 1.x", (json, message) => {
  expect(() => parsePlan(json)).toThrow(TerraformError);
  expect(() => parsePlan(json)).toThrow(message);
});

test("an error about the form of a plan tells no value of it", () => {
  const json = { ...plan({ actions: [] }), resource_changes: [{ address: { token: "secret-12345678" } }] };
  expect(() => parsePlan(json)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("secret-1") }),
  );
});

interface MarkedTree {
  readonly value: unknown;
  readonly marks: unknown;
  readonly secrets: readonly string[];
}

/** A value with marks on some of its subtrees, and the texts below them. */
const markedTree: fc.Arbitrary<MarkedTree> = fc.letrec<{ tree: MarkedTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("plain", 7, null, true).map((value) => ({ value, marks: false, secrets: [] })),
    fc.uuid().map((value) => ({ value, marks: true, secrets: [value] })),
    fc
      .array(fc.uuid(), { minLength: 1, maxLength: 3 })
      .map((value) => ({ value: { list: value }, marks: true, secrets: value })),
    fc.array(tie("tree"), { maxLength: 3 }).map((items) => ({
      value: items.map(({ value }) => value),
      marks: items.map(({ marks }) => marks),
      secrets: items.flatMap(({ secrets }) => secrets),
    })),
    fc.dictionary(fc.constantFrom("a", "b", "c d"), tie("tree"), { maxKeys: 3 }).map((items) => ({
      value: mapValues(items, ({ value }) => value),
      marks: mapValues(items, ({ marks }) => marks),
      secrets: Object.values(items).flatMap(({ secrets }) => secrets),
    })),
  ),
})).tree;

function mapValues(items: Readonly<Record<string, MarkedTree>>, pick: (tree: MarkedTree) => unknown) {
  return Object.fromEntries(Object.entries(items).map(([key, tree]) => [key, pick(tree)]));
}

function list(length: number, value: number): readonly number[] {
  return Array.from({ length }, () => value);
}

function plan(change: Readonly<Record<string, unknown>>) {
  return {
    format_version: "1.2",
    resource_changes: [
      {
        address: "aws_ecs_service.worker",
        mode: "managed",
        change: { before: null, after: null, ...change },
      },
    ],
  };
}

function attributesOf(summary: PlanSummary) {
  return summary.changes.flatMap(({ attributes }) => attributes);
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(fixturePath(name), "utf8"));
}

function fixturePath(name: string): string {
  return path.join(import.meta.dirname, "__fixtures__", name);
}
