import { expect, test } from "@jest/globals";
import { diagnosisPage } from "../../scripts/diagnosis-table.ts";
import { DIAGNOSES } from "../../src/diagnosis/table.ts";
import { FAILURE_REASONS } from "../../src/failure-reasons.ts";

const reasons = Object.entries<string>(FAILURE_REASONS);

test("the page has a row for each cause and for each other reason, and none twice", () => {
  const rows = [...diagnosisPage().matchAll(/^\| \[?`([a-z-]+)`/gm)].map(([, name]) => name);
  expect(rows).toEqual([...DIAGNOSES.map(({ id }) => id), ...reasons.map(([name]) => name)]);
  expect(new Set(rows).size).toBe(rows.length);
});

test.each(reasons)("%s is told in a whole sentence", (name, meaning) => {
  expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(meaning).toMatch(/^[A-Z`].*\.$/);
  expect(meaning).not.toContain("|");
});
