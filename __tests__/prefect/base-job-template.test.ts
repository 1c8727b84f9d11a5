import { describe, expect, test } from "@jest/globals";
import {
  isFilled,
  mergeDefaults,
  templateDrift,
  withoutDefaults,
  type LastTime,
} from "../../src/prefect/base-job-template.ts";

const NOTHING: LastTime = { set: {}, kept: [] };
const set = (values: Readonly<Record<string, unknown>>): LastTime => ({ set: values, kept: [] });

/** A template that refers to each of its variables. */
const template = (properties: Readonly<Record<string, object>>) => ({
  job_configuration: Object.fromEntries(Object.keys(properties).map((name) => [name, `{{ ${name} }}`])),
  variables: { type: "object", properties },
});

test("sets a default where there is none, and leaves the rest of the template as it is", () => {
  const merged = mergeDefaults(
    template({
      cluster: { type: "string", default: null },
      labels: { default: {} },
      image: { title: "Image" },
    }),
    { cluster: "c", labels: { a: "b" } },
    NOTHING,
  );
  expect(merged).toEqual({
    template: template({
      cluster: { type: "string", default: "c" },
      labels: { default: { a: "b" } },
      image: { title: "Image" },
    }),
    changes: [
      { variable: "cluster", action: "set", current: null, wanted: "c" },
      { variable: "labels", action: "set", current: {}, wanted: { a: "b" } },
    ],
    completed: [],
    lastTime: { set: { cluster: "c", labels: { a: "b" } }, kept: [] },
  });
});

describe("the default of a variable", () => {
  test.each<[what: string, current: unknown, lastTime: LastTime, expected: unknown]>([
    ["that nobody set is set", undefined, NOTHING, "ours"],
    ["that a person emptied in the UI is set", "", NOTHING, "ours"],
    ["that a person set is kept", "theirs", NOTHING, "theirs"],
    ["that we set last time is replaced", "before", set({ v: "before" }), "ours"],
    ["that a person set in place of ours is kept", "theirs", set({ v: "before" }), "theirs"],
    ["that a person removed is set again", null, set({ v: "before" }), "ours"],
    [
      "that a run that was cut off was about to replace is replaced",
      "before",
      { set: { v: "never got there" }, kept: [], before: { v: "before" } },
      "ours",
    ],
    ["that was never ours, though we wanted it, is kept", "before", { set: {}, kept: ["v"] }, "before"],
  ])("%s", (_what, current, lastTime, expected) => {
    const merged = mergeDefaults(template({ v: { default: current } }), { v: "ours" }, lastTime);
    expect(merged.template).toEqual(template({ v: { default: expected } }));
    expect(merged.lastTime).toEqual(
      expected === "ours" ? { set: { v: "ours" }, kept: [] } : { set: {}, kept: ["v"] },
    );
  });

  test.each<[what: string, lastTime: LastTime, expected: boolean]>([
    ["as prefect-aws fills it in is set", NOTHING, true],
    ["where we had set it is a person's choice", set({ v: true }), false],
    ["that was a person's choice stays it", { set: {}, kept: ["v"] }, false],
  ])("a flag that is false %s", (_what, lastTime, expected) => {
    const before = template({ v: { type: "boolean", default: false } });
    const merged = mergeDefaults(before, { v: true }, lastTime);
    expect(merged.template).toEqual(template({ v: { type: "boolean", default: expected } }));
  });

  test("that is no longer wanted is unset as prefect-aws does it, unless a person made something of it", () => {
    const before = template({
      a: { title: "A", default: "ours" },
      b: { default: "theirs" },
      c: { anyOf: [{ type: "string" }, { type: "null" }], default: "ours" },
      d: { type: "boolean", default: true },
    });
    const lastTime = set({ a: "ours", b: "ours", c: "ours", d: true });
    const merged = mergeDefaults(before, {}, lastTime);
    expect(merged.template).toEqual(
      template({
        a: { title: "A" },
        b: { default: "theirs" },
        c: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
        d: { type: "boolean", default: false },
      }),
    );
    expect(merged.changes.map(({ variable, action }) => `${variable} ${action}`)).toEqual([
      "a unset",
      "c unset",
      "d unset",
    ]);
    expect(withoutDefaults(before, lastTime)).toEqual(merged.template);
  });
});

describe("a template that does not know a variable", () => {
  test("gets it, with the reference without which it has no effect", () => {
    const merged = mergeDefaults(
      { job_configuration: { task_run_request: {} }, variables: { properties: {} } },
      { cluster: "c", match_latest_revision_in_family: true, network_configuration: { subnets: ["s"] } },
      NOTHING,
    );
    expect(merged.completed).toEqual(["cluster", "match_latest_revision_in_family", "network_configuration"]);
    expect(merged.template).toEqual({
      job_configuration: {
        task_run_request: { cluster: "{{ cluster }}" },
        match_latest_revision_in_family: "{{ match_latest_revision_in_family }}",
        network_configuration: "{{ network_configuration }}",
      },
      variables: {
        properties: {
          cluster: { title: "Cluster", anyOf: [{ type: "string" }, { type: "null" }], default: "c" },
          match_latest_revision_in_family: {
            title: "Match latest revision in family",
            type: "boolean",
            default: true,
          },
          network_configuration: {
            title: "Network configuration",
            type: "object",
            default: { subnets: ["s"] },
          },
        },
      },
    });
  });

  test("gets the reference to a bare default, as the official command line leaves it behind", () => {
    const before = { job_configuration: {}, variables: { properties: { vpc_id: { default: "vpc-0b" } } } };
    const merged = mergeDefaults(before, { vpc_id: "vpc-0a" }, NOTHING);
    expect(merged.template["job_configuration"]).toEqual({ vpc_id: "{{ vpc_id }}" });
    expect(merged).toMatchObject({ completed: ["vpc_id"], lastTime: { set: {}, kept: ["vpc_id"] } });
  });

  test("keeps what a person wrote in its place", () => {
    const before = {
      job_configuration: { task_definition: { containerDefinitions: [{ image: "mine" }] } },
      variables: { properties: {} },
    };
    const merged = mergeDefaults(before, { image: "ours" }, NOTHING);
    expect(merged.template).toEqual(before);
    expect(merged.changes).toEqual([{ variable: "image", action: "kept", current: "mine", wanted: "ours" }]);
  });

  test("and has no place for it, is left alone", () => {
    const before = { job_configuration: { task_definition: {} }, variables: { properties: {} } };
    const merged = mergeDefaults(before, { image: "ours", cluster: "c" }, NOTHING);
    expect(merged.template).toEqual(before);
    expect(merged.changes.map(({ action }) => action)).toEqual(["unplaced", "unplaced"]);
  });
});

describe("drift", () => {
  const before = { set: "ours", removed: "ours", flag: true };

  test("is what became of the defaults that we set, and no other", () => {
    const now = template({
      set: { default: "theirs" },
      removed: { default: null },
      flag: { default: false },
      other: { default: "theirs" },
    });
    expect(templateDrift(now, before)).toEqual([
      { variable: "flag", set: true, now: false },
      { variable: "removed", set: "ours" },
      { variable: "set", set: "ours", now: "theirs" },
    ]);
  });

  test("is also a reference without which our default has no effect, and a literal in its place", () => {
    const properties = { set: { default: "ours" }, removed: { default: "ours" }, flag: { default: true } };
    const now = { job_configuration: { flag: false, removed: null }, variables: { properties } };
    expect(templateDrift(now, before)).toEqual([
      { variable: "flag", set: true, now: false },
      { variable: "removed", set: "ours" },
      { variable: "set", set: "ours" },
    ]);
  });

  test.each([undefined, {}])("is all of them when the pool's template is %p", (now) => {
    expect(templateDrift(now, before)).toHaveLength(3);
  });

  test("is none right after a merge, whatever a person had set", () => {
    const now = template({ set: { default: "theirs" }, removed: { default: "ours" }, flag: {} });
    const merged = mergeDefaults(now, before, NOTHING);
    expect(templateDrift(merged.template, merged.lastTime.set)).toEqual([]);
  });
});

test("tells an empty template from one that a worker has filled in", () => {
  expect(isFilled({})).toBe(false);
  expect(isFilled(template({}))).toBe(true);
});
