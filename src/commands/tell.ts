import { explainAwsError } from "../aws/errors.ts";
import { cancelled } from "../cancelled.ts";
import { asError, messageOf, ReportedError } from "../errors.ts";
import { renderSummary } from "../report/summary.ts";
import type { Context } from "./context.ts";
import { storyOutputs } from "./outputs.ts";
import { ProofFailed } from "./proof.ts";
import type { Outcome, Storyteller } from "./storyteller.ts";

/**
 * Does a piece of work and tells how it ended, whichever way it did: to the pull request, the commit, the
 * job summary and the outputs.
 * @throws what the work threw, after it was told
 */
export async function tellingHowItEnds(
  context: Context,
  storyteller: Storyteller,
  work: () => Promise<Outcome>,
): Promise<void> {
  const { outcome, error } = await settled(context, work);
  const { setOutputs, writeSummary, log } = context;
  // What needs no permission comes first: a proven apply stays proven when GitHub cannot be told.
  setOutputs(storyOutputs(storyteller.facts, outcome));
  await writeSummary(renderSummary(storyteller.story(outcome)));
  try {
    await storyteller.tell(outcome);
    setOutputs({ "comment-url": storyteller.commentUrl });
  } catch (untold) {
    if (error === undefined) throw untold;
    // Often it is the same permission that is missing; the first error is the one that matters.
    log.warning(`The outcome could not be told: ${messageOf(untold)}`);
  }
  if (error !== undefined) throw error;
}

interface Settled {
  readonly outcome: Outcome;
  readonly error?: Error;
}

async function settled(context: Context, work: () => Promise<Outcome>): Promise<Settled> {
  try {
    return { outcome: await work() };
  } catch (raw) {
    const error = explained(context, raw);
    return { outcome: context.interrupt.aborted ? ofCancelled(error) : failed(error), error };
  }
}

function explained({ interrupt }: Context, raw: unknown): Error {
  if (interrupt.aborted) return cancelled(raw);
  return asError(explainAwsError(raw));
}

function failed(error: Error): Outcome {
  return {
    phase: "failed",
    failure: {
      reason: error instanceof ReportedError ? error.reason : "internal-error",
      message: error.message,
    },
    ...(error instanceof ProofFailed ? { verdict: error.verdict } : {}),
  };
}

function ofCancelled(error: Error): Outcome {
  return { phase: "cancelled", note: error.message };
}
