import { setImmediate as turn } from "node:timers/promises";
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
  const refused = Promise.withResolvers<undefined>();
  github.octokit.hook.error("request", (error) => {
    refused.resolve(undefined);
    throw error;
  });
  let isOver = false;
  const begun = storyteller.tell({ phase: "applying" }).finally(() => {
    isOver = true;
  });
  await refused.promise;
  // From here to the end that the refusal of the status must not be, all would happen within one turn.
  await turn();
  expect(isOver).toBe(false);
  listeners.resolve([]);
  await expect(begun).rejects.toThrow("statuses: write");
  await expect(storyteller.tell({ phase: "failed", failure: { reason: "x", message: "y" } })).rejects.toThrow(
    "statuses: write",
  );
  expect(words).toEqual([expect.objectContaining({ pullRequests: [] }), undefined]);
});
