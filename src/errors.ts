import type { CauseId } from "./diagnosis/table.ts";
import type { FAILURE_REASONS } from "./failure-reasons.ts";

/** Stable name of a failure, as the output `failure-reason` has it: of a cause that is known, or of what happened. */
export type FailureReason = CauseId | keyof typeof FAILURE_REASONS;

/**
 * A failure that is told to the user in words. Its message reads "what happened: why. What to do."
 * Everything else that is thrown is a bug of ours and is reported with its stack.
 */
export abstract class ReportedError extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.name = new.target.name;
  }
}

/** The user's mistake: an input, the configuration file, a name. Nothing was changed. */
export class UserError extends ReportedError {}

/** An outside system refused or failed: AWS, Prefect, GitHub, Terraform. */
export class OutsideError extends ReportedError {}

/** What was thrown, which may be anything, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What was thrown, in its own words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
