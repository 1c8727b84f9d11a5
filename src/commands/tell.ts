import { explainAwsError } from "../aws/errors.ts";
import { OutsideError, ReportedError } from "../errors.ts";
import { renderSummary } from "../report/summary.ts";
import type { Context } from "./context.ts";
import { storyOutputs, type Outputs } from "./outputs.ts";
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
  try {
    const outcome = await work();
    await conclude(context, storyteller, outcome);
  } catch (raw) {
    const error = explained(context, raw);
    const outcome = context.interrupt.aborted ? cancelled(error) : failed(error);
    try {
      await conclude(context, storyteller, outcome);
    } catch (second) {
      // The first error is the one that matters; often it is the same permission that is missing.
      if (second !== error) context.log.warning(`The outcome could not be told: ${messageOf(second)}`);
      context.setOutputs(storyOutputs(storyteller.facts, outcome));
    }
    throw error;
  }
}

async function conclude(context: Context, storyteller: Storyteller, outcome: Outcome): Promise<void> {
  const story = await storyteller.tell(outcome);
  await context.writeSummary(renderSummary(story));
  const outputs: Outputs = storyOutputs(storyteller.facts, outcome);
  context.setOutputs({ ...outputs, "comment-url": storyteller.commentUrl });
}

/** A cancelled run fails in many ways, all of which mean the same. */
function explained({ interrupt }: Context, error: unknown): unknown {
  if (!interrupt.aborted || error instanceof ReportedError) return explainAwsError(error);
  return new OutsideError(
    "cancelled",
    "The run was cancelled. What was done so far is in the state; run the workflow again to finish.",
    { cause: error },
  );
}

function failed(error: unknown): Outcome {
  return {
    phase: "failed",
    failure: {
      reason: error instanceof ReportedError ? error.reason : "internal-error",
      message: messageOf(error),
    },
    ...(error instanceof ProofFailed ? { verdict: error.verdict } : {}),
  };
}

function cancelled(error: unknown): Outcome {
  return { phase: "cancelled", note: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
