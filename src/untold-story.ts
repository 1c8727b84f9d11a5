import * as core from "@actions/core";
import { z } from "zod";
import { Storyteller } from "./commands/storyteller.ts";
import { createGitHub } from "./github/client.ts";
import { readGitHubAccess } from "./settings.ts";

const untoldStory = z.object({
  deploymentName: z.string(),
  environment: z.string(),
  workPool: z.string(),
  commit: z.string(),
  links: z.object({
    run: z.string(),
    workPool: z.string().exactOptional(),
    service: z.string().exactOptional(),
  }),
  /** Numbers of those that were told of the beginning. */
  pullRequests: z.array(z.int()),
});
/** What is to be told of a run that has told its beginning, should it not come to tell its end. */
export type UntoldStory = z.input<typeof untoldStory>;

const KILLED =
  "The run was killed before it could tell how it ended. Run the workflow again to finish what it began.";

/**
 * Tells the end of a run that could not do so itself, so that nobody waits for it.
 * @param json an `UntoldStory`
 * @throws GitHubError that names the missing permission when the token may not write
 */
export async function tellUntoldStory(json: string, secrets: readonly string[]): Promise<void> {
  const { pullRequests, ...subject } = untoldStory.parse(JSON.parse(json));
  const storyteller = new Storyteller(
    {
      github: createGitHub({ ...readGitHubAccess(), log: core }),
      secrets,
      now: () => new Date(),
      rememberUntold: () => undefined,
    },
    { ...subject, pullRequests: () => Promise.resolve(pullRequests) },
  );
  await storyteller.tell({ phase: "cancelled", note: KILLED });
}
