import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parseFileCommands } from "./runner-files.ts";
import type { StepLog } from "./runner-log.ts";
import { settlesWithin } from "./runner-processes.ts";

export interface Step {
  readonly child: ChildProcess;
  /** The entry process; others may still run. */
  readonly exited: Promise<number>;
  readonly finished: Promise<StepOutcome>;
}

export interface StepOutcome {
  readonly exitCode: number;
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  /** For later steps, from `GITHUB_ENV` and `GITHUB_PATH`. */
  readonly environment: Record<string, string>;
  readonly paths: readonly string[];
  /** As it was written, without masks; empty where the runner refuses it for its size. */
  readonly summary: string;
}

export interface StepOptions {
  readonly script: string;
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string>>;
  /** An empty folder for the files through which the step speaks with the runner. */
  readonly directory: string;
  readonly log: StepLog;
  /** How long output is still read that a process keeps open which outlives the entry process. */
  readonly outputWaitMs: number;
}

/** GitHub's limit on the summary of a step. */
const summaryLimitBytes = 1_048_576;

/** Runs one JavaScript file of an action in a session of its own, which tells its processes from others. */
export function startStep({
  script,
  workspace,
  environment,
  directory,
  log,
  outputWaitMs,
}: StepOptions): Step {
  const files = makeFiles(directory);
  const child = spawn(process.execPath, [script], {
    cwd: workspace,
    env: { ...environment, ...files },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = [child.stdout, child.stderr].map((stream) => writeLines(stream, log));
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  const finished = exited.then(async (exitCode) => {
    await settlesWithin(Promise.all(output), outputWaitMs);
    child.stdout.destroy();
    child.stderr.destroy();
    return readOutcome(exitCode, files, log);
  });
  return { child, exited, finished };
}

const fileNames = [
  "GITHUB_OUTPUT",
  "GITHUB_STATE",
  "GITHUB_ENV",
  "GITHUB_PATH",
  "GITHUB_STEP_SUMMARY",
] as const;
type Files = Readonly<Record<(typeof fileNames)[number], string>>;

function makeFiles(directory: string): Files {
  const made = fileNames.map((name) => {
    const file = join(directory, name.toLowerCase());
    writeFileSync(file, "");
    return [name, file];
  });
  // Made from the very list of names.
  return Object.fromEntries(made) as Files;
}

function writeLines(stream: Readable, log: StepLog): Promise<void> {
  const lines = createInterface({ input: stream, crlfDelay: Infinity }).on("line", log.write);
  return new Promise((resolve) => lines.once("close", resolve));
}

/** A file that cannot be understood fails the step, as it does in the runner. */
function readOutcome(exitCode: number, files: Files, log: StepLog): StepOutcome {
  const summary = readSummary(files.GITHUB_STEP_SUMMARY, log);
  const read = (name: keyof Files): string => readFileSync(files[name], "utf8");
  const readValues = (name: keyof Files): Record<string, string> => parseFileCommands(read(name), name);
  try {
    return {
      exitCode,
      outputs: readValues("GITHUB_OUTPUT"),
      state: readValues("GITHUB_STATE"),
      environment: readValues("GITHUB_ENV"),
      paths: read("GITHUB_PATH")
        .split("\n")
        .filter((path) => path !== ""),
      summary,
    };
  } catch (error) {
    log.annotate({ level: "error", message: error instanceof Error ? error.message : String(error) });
    const failed = exitCode === 0 ? 1 : exitCode;
    return { exitCode: failed, outputs: {}, state: {}, environment: {}, paths: [], summary };
  }
}

function readSummary(file: string, log: StepLog): string {
  const summary = readFileSync(file);
  if (summary.length <= summaryLimitBytes) return summary.toString();
  const sizeKiB = Math.ceil(summary.length / 1024);
  const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${String(sizeKiB)}k.`;
  log.annotate({ level: "error", message });
  return "";
}
