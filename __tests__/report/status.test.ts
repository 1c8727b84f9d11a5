import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { commitStatus, statusDescription } from "../../src/report/status.ts";
import { storyArbitrary } from "./arbitraries.ts";
import { STORIES } from "./stories.ts";

describe("the status of a commit", () => {
  test.each([
    ["planned", "success", "Plan for etl-production: 2 to add, 1 to change, 2 to destroy"],
    ["no-changes", "success", "No changes: etl-production is as configured"],
    ["applying", "pending", "Deploying etl-production from 3f2a91c0"],
    ["verified", "success", "2 workers of revision 3f2a91c0 are registered with work pool etl-production"],
    [
      "failed",
      "failure",
      "ECS did not get the workers of revision 3f2a91c0 to run: The container image does not exist in its registry",
    ],
    [
      "failed-at-first",
      "failure",
      "ECS did not get the workers of revision 3f2a91c0 to run: Prefect refuses the API key",
    ],
    ["state-locked", "failure", "The run for etl-production failed: state locked"],
    ["cancelled", "error", "The run for etl-production was cancelled"],
    ["destroyed", "success", "etl-production is destroyed: 24 resources removed in 1 min 35 s"],
  ])("of the story %s is %s", (name, state, description) => {
    const story = STORIES[name];
    expect(story && commitStatus(story)).toEqual({ state, description });
  });

  test("is cut between words to what GitHub takes", () => {
    const description = statusDescription("word ".repeat(60));
    expect(description).toMatch(/ word…$/);
    expect(description.length).toBeLessThanOrEqual(140);
  });

  test("never exceeds 140 characters or one line", () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        expect(commitStatus(story).description).toMatch(/^[^\n]{0,140}$/);
      }),
    );
  });
});
