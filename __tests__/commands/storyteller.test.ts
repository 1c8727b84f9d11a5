import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { Storyteller } from "../../src/commands/storyteller.ts";
import type { UntoldStory } from "../../src/untold-story.ts";
import { HEAD_SHA, playGitHub } from "../github/played.ts";

const played = playGitHub();

test("a beginning that cannot be told in full is over before its end is told, and leaves no word", async () => {
  const { github, player } = played();
  player.deny("statuses");
  const listeners = Promise.withResolvers<readonly number[]>();
  const words: (UntoldStory | undefined)[] = [];
  const storyteller = new Storyteller(
    {
      github,
      secrets: [],
      now: () => new Date(),
      rememberUntold: (story) => words.push(story),
    },
    {
      ...{ deploymentName: "etl-production", environment: "production", workPool: "etl", commit: HEAD_SHA },
      links: { run: "https://github.com/acme/etl/actions/runs/101" },
      pullRequests: () => listeners.promise,
    },
  );
  const begun = storyteller.tell({ phase: "applying" });
  const isOver = begun.then(String, String);
  while (!player.requests.some(({ path }) => path.includes("/statuses/"))) await delay(5);
  // GitHub refuses the status; that alone ends nothing, however long one waits.
  expect(await Promise.race([isOver, delay(100, "still told")])).toBe("still told");
  listeners.resolve([]);
  await expect(begun).rejects.toThrow("statuses: write");
  await expect(storyteller.tell({ phase: "failed", failure: { reason: "x", message: "y" } })).rejects.toThrow(
    "statuses: write",
  );
  expect(words).toEqual([expect.objectContaining({ pullRequests: [] }), undefined]);
});
