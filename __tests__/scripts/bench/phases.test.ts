import { expect, test } from "@jest/globals";
import { medianPhases, phasesOf } from "../../../scripts/bench/phases.ts";

test("the phases of a run are its commands and what lies before, between and after, without a gap", () => {
  const commands = [
    { name: "version", startedMs: 1300, endedMs: 1340 },
    { name: "init", startedMs: 1350, endedMs: 1800 },
  ];
  expect(phasesOf({ startedMs: 1000, endedMs: 2000, commands })).toEqual([
    { name: "until terraform version", tookMs: 300 },
    { name: "terraform version", tookMs: 40 },
    { name: "until terraform init", tookMs: 10 },
    { name: "terraform init", tookMs: 450 },
    { name: "until the end", tookMs: 200 },
  ]);
});

test("each phase of several runs has a median of its own", () => {
  const run = (init: number, rest: number) => [
    { name: "terraform init", tookMs: init },
    { name: "until the end", tookMs: rest },
  ];
  expect(medianPhases([run(1, 30), run(3, 10), run(2, 20)])).toEqual(run(2, 20));
});
