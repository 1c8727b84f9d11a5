import { describe, expect, test } from "@jest/globals";
import { continueHistory, renderHistory } from "../../src/report/history.ts";
import type { StoryEvent } from "../../src/report/story.ts";
import { planned, setting } from "./stories.ts";

const earlier: StoryEvent = {
  phase: "planned",
  at: "2026-11-23T13:40:00.000Z",
  commit: setting().commit,
  run: "https://github.com/acme/etl/actions/runs/100",
};

describe("the story so far", () => {
  test("goes on with the moment that is told", () => {
    const story = { ...planned(), history: [{ ...earlier, commit: "another" }] };
    expect(continueHistory(story).map(({ commit }) => commit)).toEqual(["another", setting().commit]);
  });

  test("tells a plan of the same commit once, as of its last run", () => {
    const story = { ...planned(), history: [earlier] };
    expect(continueHistory(story)).toEqual([
      { ...earlier, at: "2026-11-23T14:10:00.000Z", run: setting().links.run },
    ]);
  });

  test("forgets what is older than the last twenty moments", () => {
    const history = Array.from({ length: 40 }, (_, i) => ({ ...earlier, commit: `c${i}` }));
    const continued = continueHistory({ ...planned(), history });
    expect(continued).toHaveLength(20);
    expect(continued[0]?.commit).toBe("c21");
  });

  test("shows the last six and that there were more", () => {
    const rendered = renderHistory(Array.from({ length: 7 }, (_, i) => ({ ...earlier, commit: `c${i}` })));
    expect(rendered).toMatch(/^The story so far: … → \[planned\]\(\S+\) `c1` 2026-11-23 13:40 UTC → /);
    expect(rendered).not.toContain("`c0`");
  });
});
