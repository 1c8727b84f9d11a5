import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { messageOf } from "../errors.ts";
import { StateLockedError, TerraformError } from "./errors.ts";
import { type Diagnostic, parseEvent } from "./events.ts";
import { lockHolder } from "./lock-holder.ts";

export interface RunOptions {
  /** The executable. */
  readonly path: string;
  readonly directory: string;
  /** The whole environment of the process. Secrets travel here and never in `args`, which anybody can list. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the command gracefully. */
  readonly interrupt?: AbortSignal;
  readonly onLine?: (line: string) => void;
  /** Told the id of the process when it has started. */
  readonly onStart?: (pid: number) => void;
  /** Exit codes that are no failure; 0 when left out. */
  readonly successCodes?: readonly number[];
}

export interface RunResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one Terraform command to its end.
 *
 * An interrupt becomes exactly one SIGINT, however often it is asked for: at a second one Terraform stops at
 * once and abandons the state. For the same reason the process leads its own group, which a terminal's
 * Ctrl-C does not reach.
 *
 * @throws TerraformError when the command cannot be started, fails or is interrupted; StateLockedError when
 *   another run holds the state
 */
export async function runTerraform(args: readonly string[], options: RunOptions): Promise<RunResult> {
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

function execute(args: readonly string[], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.path, args, {
      cwd: options.directory,
      env: { ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      windowsHide: true,
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    const stdout = capture(child.stdout, options.onLine);
    const stderr = capture(child.stderr, options.onLine);
    // An AbortSignal fires once, however often it is aborted.
    const forwardInterrupt = () => child.kill("SIGINT");
    options.interrupt?.addEventListener("abort", forwardInterrupt, { once: true });
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      options.interrupt?.removeEventListener("abort", forwardInterrupt);
      resolve({ exitCode, signal, stdout: stdout(), stderr: stderr() });
    });
  });
}

/** Collects a stream, hands on each line as soon as it is complete, and returns a function for the whole. */
function capture(stream: Readable, onLine: ((line: string) => void) | undefined): () => string {
  let text = "";
  let incomplete = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    const lines = (incomplete + chunk).split(/\r?\n/);
    incomplete = lines.pop() ?? "";
    for (const line of lines) onLine?.(line);
  });
  stream.on("end", () => {
    if (incomplete !== "") onLine?.(incomplete);
  });
  return () => text;
}

function failure(command: string, result: RunResult, isInterrupted: boolean): TerraformError {
  const diagnostics = diagnosticsOf(result.stdout);
  if (isInterrupted) {
    return new TerraformError(
      "terraform-interrupted",
      `terraform ${command} was interrupted: the job was cancelled. What had been done is in the state; run ` +
        `the workflow again to finish.`,
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
function firstError(diagnostics: readonly Diagnostic[], { stdout, stderr }: RunResult): string {
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
