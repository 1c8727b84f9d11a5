import { z } from "zod";
import { Storyteller } from "./commands/storyteller.ts";
import type { GitHub } from "./github/client.ts";

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
  "The run was killed before it could tell how it ended. What was done so far is in the state; " +
  "run the workflow again to finish.";

/**
 * Tells the end of a run that could not do so itself, so that nobody waits for it.
 * @param json an `UntoldStory`
 * @throws GitHubError that names the missing permission when the token may not write
 */
export async function tellUntoldStory(
  json: string,
  github: GitHub,
  secrets: readonly string[],
): Promise<void> {
  const { pullRequests, ...subject } = untoldStory.parse(JSON.parse(json));
  const context = { github, secrets, now: () => new Date(), rememberUntold: () => undefined };
  const storyteller = new Storyteller(context, {
    ...subject,
    pullRequests: () => Promise.resolve(pullRequests),
  });
  await storyteller.tell({ phase: "cancelled", note: KILLED });
}
