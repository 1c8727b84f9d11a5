import { describe, expect, test } from "@jest/globals";
import { storyOutputs } from "../../src/commands/outputs.ts";
import type { Facts, Outcome } from "../../src/commands/storyteller.ts";
import { creation, planOf } from "../report/stories.ts";
import { failureOf, imageNotFound, verified } from "../report/verdicts.ts";

const plan = planOf([creation("aws_ecs_service.worker")]);
const failure = { reason: "terraform-failed", message: "terraform failed (exit code 1): it was refused." };
const revision = "3f2a91c0";

describe("verified", () => {
  test.each<[string, string, Facts, Outcome]>([
    ["true", "workers were proven", { revision, plan }, { phase: "verified", verdict: verified() }],
    [
      "false",
      "the proof failed",
      { revision, plan },
      { phase: "failed", failure: failureOf(imageNotFound()), verdict: imageNotFound() },
    ],
    ["false", "an apply failed before its proof", { revision, plan }, { phase: "failed", failure }],
    ["", "a run was refused before it knew the revision", {}, { phase: "failed", failure }],
    ["", "a teardown failed", { plan }, { phase: "failed", failure }],
    ["", "there is a plan", { revision, plan }, { phase: "planned", plan }],
    [
      "",
      "an environment was torn down",
      { plan },
      { phase: "destroyed", destroyed: { resources: 1, alsoRemoved: [], seconds: 1 } },
    ],
    ["", "an apply was cancelled", { revision, plan }, { phase: "cancelled" }],
  ])("is %p where %s", (wanted, _, facts, outcome) => {
    expect(storyOutputs(facts, outcome)["verified"]).toBe(wanted);
  });
});

test("workers are named only where they were proven, and a reason only where something failed", () => {
  const proven = storyOutputs({ revision }, { phase: "verified", verdict: verified() });
  expect(JSON.parse(proven["workers"] ?? "")).toEqual(verified().workers);
  expect(proven["failure-reason"]).toBe("");
  const failed = storyOutputs({ revision }, { phase: "failed", failure });
  expect([failed["workers"], failed["failure-reason"]]).toEqual(["[]", "terraform-failed"]);
});

test("what the plan changes is told where there is a plan", () => {
  expect(storyOutputs({ plan }, { phase: "planned", plan })).toMatchObject({ changed: "true", add: "1" });
  expect(storyOutputs({ plan: planOf([]) }, { phase: "planned", plan: planOf([]) })["changed"]).toBe("false");
  expect(storyOutputs({}, { phase: "failed", failure })).not.toHaveProperty("changed");
});
