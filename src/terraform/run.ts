import { stripVTControlCharacters } from "node:util";
import { messageOf } from "../errors.ts";
import { StateLockedError, TerraformError } from "./errors.ts";
import { type Diagnostic, parseEvent } from "./events.ts";
import { execute, type ExecuteOptions, type ExecuteResult } from "./execute.ts";
import { lockHolder } from "./lock-holder.ts";

export interface RunOptions extends ExecuteOptions {
  /** Exit codes that are no failure; 0 when left out. */
  readonly successCodes?: readonly number[];
}

/**
 * Runs one Terraform command to its end; an interrupt ends it gracefully.
 *
 * @throws TerraformError when the command cannot be started, fails or is interrupted; StateLockedError when
 *   another run holds the state
 */
export async function runTerraform(args: readonly string[], options: RunOptions): Promise<ExecuteResult> {
  const command = args[0] ?? "";
  if (options.interrupt?.aborted) {
    throw new TerraformError(
      "terraform-interrupted",
      `terraform ${command} was not started: the job was cancelled before. Run the workflow again.`,
      { command },
    );
  }
  const result = await execute(args, options).catch((cause: unknown) => {
    throw new TerraformError(
      "terraform-not-started",
      `terraform ${command} could not be started: ${options.path}: ${messageOf(cause)}. ` +
        `Check that this file exists and may be executed.`,
      { command, cause },
    );
  });
  if (result.exitCode !== null && (options.successCodes ?? [0]).includes(result.exitCode)) return result;
  throw failure(command, result, options.interrupt?.aborted ?? false);
}

function failure(command: string, result: ExecuteResult, isInterrupted: boolean): TerraformError {
  const diagnostics = diagnosticsOf(result.stdout);
  if (isInterrupted) {
    const hasEnded = result.exitCode !== null || result.signal !== null;
    const state = hasEnded
      ? "What had been done is in the state; run the workflow again to finish."
      : "It still ends what it has begun, and saves the state then: the step's post phase waits for it. Run the workflow again to finish.";
    return new TerraformError(
      "terraform-interrupted",
      `terraform ${command} was interrupted: the job was cancelled. ${state}`,
      { command, diagnostics },
    );
  }
  const holder = lockHolder(diagnostics);
  if (holder !== undefined) return new StateLockedError(command, holder, diagnostics);
  const refused = refusalOf(diagnostics);
  if (refused !== undefined)
    return new TerraformError("terraform-refused", refused, { command, diagnostics });
  const end = result.signal === null ? `exit code ${result.exitCode}` : `ended by ${result.signal}`;
  return new TerraformError(
    "terraform-failed",
    `terraform ${command} failed (${end}): ${firstError(diagnostics, result)}`,
    { command, diagnostics },
  );
}

/**
 * What our own conditions in the configuration say: whole sentences, which name what the user has to change.
 * Terraform's words around them would only hide that.
 */
function refusalOf(diagnostics: readonly Diagnostic[]): string | undefined {
  const sentences = diagnostics
    .filter(({ severity, summary }) => severity === "error" && CONDITION_FAILED.has(summary))
    .map(({ detail }) => detail);
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

const CONDITION_FAILED = new Set(["Resource precondition failed", "Resource postcondition failed"]);

function diagnosticsOf(stdout: string): readonly Diagnostic[] {
  return stdout
    .split("\n")
    .map(parseEvent)
    .flatMap((event) => (event.type === "diagnostic" ? [event.diagnostic] : []));
}

/** The first error of the stream, or the last words of a command that has no `-json`. */
function firstError(diagnostics: readonly Diagnostic[], { stdout, stderr }: ExecuteResult): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const first = errors[0];
  if (first === undefined) return lastWords(stderr) || lastWords(stdout) || "it said nothing";
  const where = first.address === undefined ? "" : ` (${first.address})`;
  const why = first.detail === "" ? "" : `: ${first.detail}`;
  const more = errors.length > 1 ? ` ${errors.length - 1} more in the log.` : "";
  return `${first.summary}${where}${why}${more}`;
}

/** Plain text without colours and the frame that Terraform draws around an error; at most 10 lines. */
function lastWords(text: string): string {
  return stripVTControlCharacters(text)
    .split("\n")
    .map((line) => line.replace(/^[╷│╵]\s?/u, "").trim())
    .filter((line) => line !== "")
    .slice(-10)
    .join(" ");
}
