import { afterEach, beforeEach, expect } from "@jest/globals";
import { createGitHub, type GitHub } from "../../src/github/client.ts";
import { pullRequestEvent, type PullRequestStory } from "../../local/github/events.ts";
import { startGitHubPlayer, type GitHubPlayer } from "../../local/github/player.ts";

export const REPOSITORY = "acme/etl";
export const HEAD_SHA = "a".repeat(40);

export const PULL_REQUEST: PullRequestStory = {
  repository: REPOSITORY,
  number: 7,
  head: { ref: "feature/a", sha: HEAD_SHA },
  base: { ref: "main", sha: "b".repeat(40) },
};

export interface Played {
  readonly player: GitHubPlayer;
  readonly github: GitHub;
  /** What was logged as a warning. */
  readonly warnings: readonly string[];
  /** A second client of the same player, to which other things are given. */
  readonly connect: (options: { readonly token?: string; readonly apiUrl?: string }) => GitHub;
  /** The requests made so far, without their queries. */
  readonly requests: () => readonly string[];
}

/**
 * A GitHub for each test, with one open pull request. It is new each time, because a client paces its
 * writes by server: the first one of a test does not wait for those of the test before.
 */
export function playGitHub(): () => Played {
  let played: Played | undefined;
  const current = (): Played => {
    if (played === undefined) throw new Error("GitHub is played only while a test runs.");
    return played;
  };
  beforeEach(async () => {
    const player = await startGitHubPlayer();
    player.remember(pullRequestEvent("opened", PULL_REQUEST));
    const warnings: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warning: (message: string) => void warnings.push(message),
    };
    const connect: Played["connect"] = ({ token = player.token, apiUrl = player.url }) =>
      createGitHub({ token, apiUrl, repository: REPOSITORY, log });
    const requests = (): string[] =>
      player.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`);
    played = { player, github: connect({}), warnings, connect, requests };
  });
  afterEach(async () => {
    const { player } = current();
    await player.stop();
    expect(player.violations).toEqual([]);
  });
  return current;
}
