import type { DeployedRevision, Gap, RevisionNow, Serving } from "../proof/verdict.ts";
import { code } from "./markdown.ts";
import { count, duration, shortCommit } from "./wording.ts";

/** More revisions than these do not run side by side for long. */
const SHOWN_REVISIONS = 3;

/** What was tried, what runs now, whether flow runs are served, and for how long they were not. */
export function renderServing(serving: Serving): string {
  return [
    `**Tried:** ${named(serving.tried)}.`,
    ...runningNow(serving),
    `**Flow runs:** ${served(serving)}`,
    ...(serving.gap === undefined || serving.isFirst
      ? []
      : [`**Without a live worker:** ${without(serving.gap)}`]),
  ]
    .map((line) => `- ${line}`)
    .join("\n");
}

function runningNow({ tried, now, isFirst }: Serving): string[] {
  if (now.length === 0) return ["**Runs now:** nothing; the service has no deployment."];
  const primary = now.find(({ isPrimary }) => isPrimary);
  const lines = now
    .slice(0, SHOWN_REVISIONS)
    .map((one) => `**Runs now:** ${named(one)}: ${tasksOf(one)}${fate(one, tried, primary)}.`);
  return isFirst ? [...lines, "**Goes back to:** nothing; this is the first deployment."] : lines;
}

function tasksOf({ tasks, liveWorkers }: RevisionNow): string {
  if (tasks === 0) return "no task is RUNNING";
  const live = liveWorkers === undefined ? "" : `, ${liveWorkers} with a live worker`;
  return `${count(tasks, "task")} RUNNING${live}`;
}

/** What ECS makes of it. */
function fate(
  { isPrimary, revision }: RevisionNow,
  tried: DeployedRevision,
  primary: RevisionNow | undefined,
): string {
  if (!isPrimary) return primary === undefined ? "" : `; ECS is replacing it with ${code(primary.revision)}`;
  return revision === tried.revision ? "" : "; ECS went back to it";
}

function served({ isServed, polledSecondsAgo, now, isFirst }: Serving): string {
  const polled =
    polledSecondsAgo === undefined
      ? "no queue was ever polled"
      : `a queue was polled ${duration(polledSecondsAgo)} ago`;
  if (isServed === undefined) return "it is not known whether they are picked up; Prefect did not say.";
  if (isServed) return `still picked up${polledSecondsAgo === undefined ? "" : `; ${polled}`}.`;
  if (now.every(({ tasks }) => tasks === 0))
    return `not picked up; nothing ${isFirst ? "ever served" : "serves"} them.`;
  const live = now.reduce((sum, { liveWorkers = 0 }) => sum + liveWorkers, 0);
  return live === 0 ? "not picked up; no worker is live." : `not picked up; ${polled}.`;
}

function without({ seconds, unknownSeconds, watchedSeconds }: Gap): string {
  const known =
    seconds < 1
      ? `never seen in ${duration(watchedSeconds)} of watch`
      : `at least ${duration(seconds)} of the ${duration(watchedSeconds)} of the watch`;
  return unknownSeconds < 1 ? `${known}.` : `${known}; ${duration(unknownSeconds)} were not seen.`;
}

function named({ revision, commit }: DeployedRevision): string {
  return commit === undefined
    ? `revision ${code(revision)} of an unknown commit`
    : `revision ${code(revision)} of commit ${code(shortCommit(commit))}`;
}
