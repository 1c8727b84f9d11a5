import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readAppended } from "./appended-text.ts";

export interface ExecuteOptions {
  /** The executable. */
  readonly path: string;
  readonly directory: string;
  /** The whole environment of the process. Secrets travel here and never in its arguments, which anybody can list. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the process gracefully. */
  readonly interrupt?: AbortSignal;
  /**
   * A file that takes what the process writes in place of pipes, for one that must come to its end in any case: the
   * first line that nobody reads from a pipe any more ends its writer.
   */
  readonly outputFile?: string;
  readonly onLine?: (line: string) => void;
  /** Told the id of the process when it has started. */
  readonly onStart?: (pid: number) => void;
}

export interface ExecuteResult {
  /** Null where a signal ended it; with no signal either, it was still ending when it was left behind. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** With an output file, both streams. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A runner kills us 10 s after it asked us to end; what is left of them is for telling how the run ended. */
const INTERRUPT_PATIENCE_MS = 5_000;

/**
 * Runs a process to its end.
 *
 * An interrupt becomes exactly one SIGINT, however often it is asked for: at a second one Terraform stops at once
 * and abandons the state. For the same reason the process leads its own group, which a terminal's Ctrl-C does not
 * reach. One that writes to a file and takes long to end is left behind, as it can do without us.
 *
 * @throws what keeps the process from starting
 */
export function execute(args: readonly string[], options: ExecuteOptions): Promise<ExecuteResult> {
  const { path, directory: cwd, env, interrupt, outputFile, onLine } = options;
  const [stdout, stderr] = [textOf(onLine), textOf(onLine)];
  return new Promise((resolve, reject) => {
    const sink = outputFile === undefined ? "pipe" : openSync(outputFile, "w");
    const child = spawn(path, args, {
      ...{ cwd, env: { ...env }, detached: true, windowsHide: true },
      stdio: ["ignore", sink, sink],
    });
    if (typeof sink === "number") closeSync(sink);
    if (child.pid !== undefined) options.onStart?.(child.pid);
    child.stdout?.setEncoding("utf8").on("data", stdout.add);
    child.stderr?.setEncoding("utf8").on("data", stderr.add);
    const stopReading = outputFile === undefined ? undefined : readAppended(outputFile, stdout.add);

    let patience: NodeJS.Timeout | undefined;
    // An AbortSignal fires once, however often it is aborted.
    const forwardInterrupt = () => {
      child.kill("SIGINT");
      if (outputFile !== undefined) patience = setTimeout(leave, INTERRUPT_PATIENCE_MS);
    };
    const end = () => {
      // It also follows an error.
      child.removeListener("close", settle);
      clearTimeout(patience);
      interrupt?.removeEventListener("abort", forwardInterrupt);
      stopReading?.();
    };
    const settle = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      end();
      resolve({ exitCode, signal, stdout: stdout.whole(), stderr: stderr.whole() });
    };
    const leave = () => {
      child.unref();
      settle(null, null);
    };
    interrupt?.addEventListener("abort", forwardInterrupt, { once: true });
    child.once("close", settle);
    child.once("error", (error) => {
      end();
      reject(error);
    });
  });
}

/** Collects text, and hands on each line as soon as it is complete. */
function textOf(onLine: ((line: string) => void) | undefined) {
  let text = "";
  let incomplete = "";
  return {
    add: (chunk: string) => {
      text += chunk;
      const lines = (incomplete + chunk).split(/\r?\n/);
      incomplete = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    },
    whole: () => {
      if (incomplete !== "") onLine?.(incomplete);
      return text;
    },
  };
}
