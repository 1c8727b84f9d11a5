import * as core from "@actions/core";
import { explainAwsError } from "./aws/errors.ts";
import { ReportedError } from "./errors.ts";

/** Runs one step of the action; what it throws fails the step, in words or, for a bug of ours, with its stack. */
export async function reporting(redact: (text: string) => string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (raw) {
    const error = explainAwsError(raw);
    if (error instanceof ReportedError) {
      core.setOutput("failure-reason", error.reason);
      core.setFailed(redact(error.message));
    } else {
      core.setOutput("failure-reason", "internal-error");
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      core.setFailed(redact(`Internal error, please report it: ${told}`));
    }
  }
}
