import { describe, expect, test } from "@jest/globals";
import { Template } from "./assertions.ts";
import { CONTROLS } from "./controls/index.ts";
import { NOT_HELD } from "./controls/not-held.ts";
import { subjects } from "./subjects.ts";

const STACKS = subjects().map(({ name, config }) => ({ name, stack: new Template(config) }));

describe.each(CONTROLS.map((control) => ({ ...control, id: control.ids.join(" / ") })))(
  "$id: $title",
  ({ examine, exceptions = {} }) => {
    const applicable = STACKS.map(({ name, stack }) => ({ name, examined: examine(stack) })).filter(
      ({ examined }) => examined.length > 0,
    );

    // Without this a control whose resource was renamed would hold for ever.
    test("applies to at least one configuration", () => {
      expect(applicable).not.toEqual([]);
    });

    test.each(applicable)("$name", ({ name, examined }) => {
      const broken = examined.filter(({ holds }) => !holds).map(({ what }) => what);
      // An exception that is not needed any more goes.
      if (name in exceptions) expect(broken).not.toEqual([]);
      else expect(broken).toEqual([]);
    });
  },
);

test.each(NOT_HELD)("$ids.0 is not held, as its reason says", ({ examine }) => {
  const examined = STACKS.flatMap(({ stack }) => examine(stack));
  expect(examined.map(({ holds }) => holds)).toContain(false);
});

test("every id stands once", () => {
  const ids = [...CONTROLS, ...NOT_HELD].flatMap(({ ids }) => ids);
  expect(ids).toEqual([...new Set(ids)]);
});
