import { explainAwsError } from "./aws/errors.ts";
import { OutsideError, ReportedError } from "./errors.ts";

/** A cancelled run fails in many ways, all of which mean the same; some say better how far it came. */
export function cancelled(raw: unknown): OutsideError {
  const cause = explainAwsError(raw);
  if (cause instanceof OutsideError && cause.reason === "cancelled") return cause;
  const message =
    cause instanceof ReportedError
      ? cause.message
      : "The run was cancelled. What was done so far is in the state; run the workflow again to finish.";
  return new OutsideError("cancelled", message, { cause });
}
