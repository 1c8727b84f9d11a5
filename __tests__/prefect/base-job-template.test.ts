import { expect, test } from "@jest/globals";
import { isFilled, mergeDefaults, withoutDefaults } from "../../src/prefect/base-job-template.ts";

const template = (properties: Record<string, object>) => ({
  job_configuration: { cluster: "{{ cluster }}" },
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
    {},
  );
  expect(merged).toEqual({
    template: template({
      cluster: { type: "string", default: "c" },
      labels: { default: { a: "b" } },
      image: { title: "Image" },
    }),
    changed: ["cluster", "labels"],
    kept: [],
  });
});

test("keeps what a person set, and replaces what we set last time", () => {
  const merged = mergeDefaults(
    template({ cluster: { default: "theirs" }, vpc_id: { default: "vpc-1" } }),
    { cluster: "ours", vpc_id: "vpc-2" },
    { cluster: "ours-before", vpc_id: "vpc-1" },
  );
  expect(merged.kept).toEqual(["cluster"]);
  expect(merged.changed).toEqual(["vpc_id"]);
});

test("sets a flag that prefect-aws filled in as false, and keeps one that a person set", () => {
  const merged = mergeDefaults(
    template({ a: { default: false }, b: { default: true } }),
    { a: true, b: false },
    {},
  );
  expect(merged.template).toEqual(template({ a: { default: true }, b: { default: true } }));
  expect([merged.changed, merged.kept]).toEqual([["a"], ["b"]]);
});

test("unsets what we set last time and no longer want, but not what a person made of it", () => {
  const before = template({ a: { title: "A", default: "ours" }, b: { default: "theirs" } });
  const merged = mergeDefaults(before, {}, { a: "ours", b: "ours" });
  expect(merged.template).toEqual(template({ a: { title: "A" }, b: { default: "theirs" } }));
  expect(merged.changed).toEqual(["a"]);
  expect(withoutDefaults(before, { a: "ours" })).toEqual(merged.template);
});

test("leaves a variable alone that the template does not know", () => {
  const before = template({ cluster: { default: "c" } });
  const merged = mergeDefaults(before, { cluster: "c", prefect_api_key_secret_arn: "arn" }, {});
  expect(merged).toEqual({ template: before, changed: [], kept: [] });
});

test("tells an empty template from one that a worker has filled in", () => {
  expect(isFilled({})).toBe(false);
  expect(isFilled(template({}))).toBe(true);
});
