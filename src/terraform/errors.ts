import { OutsideError } from "../errors.ts";
import type { Diagnostic } from "./events.ts";
import type { LockHolder } from "./lock-holder.ts";

/** A Terraform command that did not do what it was asked to do. */
export class TerraformError extends OutsideError {
  /** `plan`, `apply`, `force-unlock`, … */
  readonly command: string;
  /** What Terraform itself said, errors and warnings in its order. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(reason: TerraformFailureReason, message: string, details: TerraformFailureDetails) {
    super(reason, message, { cause: details.cause });
    this.command = details.command;
    this.diagnostics = details.diagnostics ?? [];
  }
}

export type TerraformFailureReason =
  /** Never ran: no such file, no permission. */
  | "terraform-not-started"
  /** Ended by our own interrupt, because the job was cancelled. */
  | "terraform-interrupted"
  | "terraform-failed"
  /** A condition of our own configuration does not hold. */
  | "terraform-refused"
  /** Answered something that this action does not understand. */
  | "terraform-not-understood"
  | "state-locked"
  /** The backend did not take what was made or destroyed. */
  | "state-not-saved";

interface TerraformFailureDetails {
  readonly command: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
}

/** Another run holds the state, or one that died has left its lock. */
export class StateLockedError extends TerraformError {
  constructor(command: string, holder: LockHolder, diagnostics: readonly Diagnostic[]) {
    super(
      "state-locked",
      `terraform ${command} could not start: the state is locked by ${holder.who} since ${holder.created} ` +
        `(${holder.operation}, lock ${holder.id}). Wait until that run has ended. If it is gone, release ` +
        `the lock with \`terraform force-unlock ${holder.id}\`.`,
      { command, diagnostics },
    );
  }
}
