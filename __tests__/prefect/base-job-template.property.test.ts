import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  mergeDefaults,
  templateDrift,
  withoutDefaults,
  type LastTime,
} from "../../src/prefect/base-job-template.ts";

const NOTHING: LastTime = { set: {}, kept: [] };
const NAMES = ["cluster", "family", "image", "network_configuration", "task_role_arn", "vpc_id"];

const value = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constant({ subnets: ["s"] }),
  fc.constant(true),
  fc.nat(),
);
const values = fc.dictionary(fc.constantFrom(...NAMES), value);

const nullable = { anyOf: [{ type: "string" }, { type: "null" }] };

/** As prefect-aws writes it, some variables and references left out, with the defaults that a person set. */
const templates = fc
  .record({ known: fc.subarray(NAMES), theirs: values })
  .map(({ known, theirs }) => templateOf(known, theirs));

function templateOf(known: readonly string[], theirs: Readonly<Record<string, unknown>>) {
  const place = (name: string) => (known.includes(name) ? `{{ ${name} }}` : undefined);
  return {
    job_configuration: defined({
      network_configuration: place("network_configuration"),
      vpc_id: place("vpc_id"),
      task_definition: defined({
        family: place("family"),
        containerDefinitions: [defined({ image: place("image") })],
      }),
      task_run_request: defined({
        cluster: place("cluster"),
        overrides: defined({ taskRoleArn: place("task_role_arn") }),
      }),
    }),
    variables: {
      properties: Object.fromEntries(
        known.map((name): [string, { default: unknown }] => [
          name,
          { ...nullable, default: theirs[name] ?? null },
        ]),
      ),
    },
  };
}

function defined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, one]) => one !== undefined));
}

describe("for any template, and any defaults that are wanted now and were before", () => {
  test("merging twice is merging once", () => {
    fc.assert(
      fc.property(templates, values, values, (template, before, now) => {
        const first = mergeDefaults(template, before, NOTHING);
        const once = mergeDefaults(first.template, now, first.lastTime);
        const twice = mergeDefaults(once.template, now, once.lastTime);
        expect(twice.template).toEqual(once.template);
        expect(twice.lastTime).toEqual(once.lastTime);
        expect(twice.changes.filter(({ action }) => action !== "kept")).toEqual([]);
        expect(twice.completed).toEqual([]);
      }),
    );
  });

  test("what a person set survives, and is no drift", () => {
    fc.assert(
      fc.property(templates, values, values, values, (template, before, now, theirs) => {
        const ours = mergeDefaults(template, before, NOTHING);
        const edited = edit(ours.template, theirs);
        const merged = mergeDefaults(edited, now, ours.lastTime);
        const wasOurs = (name: string) =>
          JSON.stringify(ours.lastTime.set[name]) === JSON.stringify(theirs[name]);
        for (const name of Object.keys(theirs)) {
          if (name in defaults(edited) && !wasOurs(name)) {
            expect(defaults(merged.template)[name]).toEqual(theirs[name]);
          }
        }
        expect(templateDrift(merged.template, merged.lastTime.set)).toEqual([]);
      }),
    );
  });

  test("taking our defaults out again leaves a complete template as it was", () => {
    fc.assert(
      fc.property(values, values, (theirs, wanted) => {
        const template = templateOf(NAMES, theirs);
        const merged = mergeDefaults(template, wanted, NOTHING);
        const changed = Object.keys(wanted).filter((name) =>
          merged.changes.some(({ variable }) => variable === name),
        );
        // A default of theirs that happens to be ours too cannot be told from ours.
        const set = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
        expect(withoutDefaults(merged.template, { set, kept: [] })).toEqual(template);
      }),
    );
  });
});

function edit(template: object, theirs: Readonly<Record<string, unknown>>) {
  const edited = structuredClone(template) as ReturnType<typeof templateOf>;
  for (const [name, property] of Object.entries(edited.variables.properties)) {
    if (name in theirs) property.default = theirs[name];
  }
  return edited;
}

function defaults(template: object): Record<string, unknown> {
  const { variables } = template as ReturnType<typeof templateOf>;
  return Object.fromEntries(Object.entries(variables.properties).map(([name, one]) => [name, one.default]));
}
