import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitHubEvent } from "./github/event.ts";
import { inputVariables, readAction } from "./runner-action.ts";
import { runnerVariables, type RunIdentity } from "./runner-environment.ts";
import { createLines } from "./runner-lines.ts";
import { createStepLog, type Annotation } from "./runner-log.ts";
import { createMasks } from "./runner-masks.ts";
import {
  cancelProcess,
  killProcesses,
  processesWith,
  runnersCancelWaits,
  type CancelWaits,
} from "./runner-processes.ts";
import { startStep, type Step, type StepOutcome } from "./runner-step.ts";

export interface RunOptions {
  /** This checkout's, if left out. */
  readonly actionFile?: string;
  /** By their names in `action.yml`; the others have their defaults. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event: GitHubEvent;
  /** Where GitHub's API is, and the job's token. */
  readonly github: { readonly url: string; readonly token: string };
  /** What the workflow took from `secrets`: hidden from the first line on, as the token is. */
  readonly secrets?: readonly string[];
  /** The checkout that the action works on. */
  readonly workspace: string;
  /** What a step gets besides: nothing else of the environment of these tests reaches it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly run?: Partial<RunIdentity>;
  /** Kept between runs if it is given, as on a runner of one's own. */
  readonly toolCacheDirectory?: string;
  readonly cancelWaits?: CancelWaits;
  /** How long the runner waits for output that a process keeps open after the entry process has ended. */
  readonly outputWaitMs?: number;
  /** Each line of the log when it appears, masked. */
  readonly onLine?: (line: string) => void;
}

export interface Run {
  readonly finished: Promise<RunResult>;
  /** What GitHub does when somebody cancels the job; `post` still runs. */
  readonly cancel: () => void;
  /** What a machine does that runs out of memory: the entry process is gone at once. `post` still runs. */
  readonly kill: () => void;
  /** The same of every process of main. */
  readonly killAll: () => void;
  /** The first line that matches, of those that have been shown and those to come; fails when the run ends without. */
  readonly waitForLine: (pattern: RegExp) => Promise<string>;
}

export interface RunResult {
  readonly exitCode: number;
  /** Output and errors of the main step as GitHub shows them, masked. */
  readonly log: string;
  /** The same unmasked, of main and post, so that a search finds what the masks hide. */
  readonly rawLog: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Unmasked too. */
  readonly summary: string;
  readonly state: Readonly<Record<string, string>>;
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  /** Missing if the action has no post step. */
  readonly post?: { readonly exitCode: number; readonly log: string };
  /** Of main and post together. */
  readonly durationMs: number;
  /** Command lines of processes that still ran after post; the runner has ended them, as at the end of a job. */
  readonly processesLeft: readonly string[];
  /** What main left in `RUNNER_TEMP` for post, as text by its path. */
  readonly filesLeftByMain: Readonly<Record<string, string>>;
  /** The same of both steps; the runner empties it after the job. */
  readonly filesLeft: Readonly<Record<string, string>>;
}

export async function runAction(options: RunOptions): Promise<RunResult> {
  return await startRun(options).finished;
}

/**
 * Plays GitHub's runner for one step that uses a JavaScript action: `main`, and then always `post`, on the
 * Node.js that runs this. It finds an action's processes in `/proc`, so that it needs Linux.
 */
export function startRun(options: RunOptions): Run {
  const {
    github,
    cancelWaits = runnersCancelWaits,
    outputWaitMs = 5_000,
    onLine = () => undefined,
  } = options;
  const action = readAction(options.actionFile ?? fileURLToPath(new URL("../action.yml", import.meta.url)));
  const inputs = inputVariables(action, options.inputs ?? {}, expressionContext(options));
  const directory = mkdtempSync(join(tmpdir(), "runner-"));
  const trackingId = `github_${randomUUID()}`;
  const steps: Step[] = [];
  const lines = createLines(onLine);
  const masks = createMasks([github.token, ...(options.secrets ?? [])]);
  const environment = jobEnvironment(options, inputs, { directory, trackingId });
  const processesOfRun = () =>
    processesWith(
      trackingId,
      steps.flatMap(({ child }) => child.pid ?? []),
    );

  const start = (name: string, script: string, variables: Readonly<Record<string, string>>) => {
    const log = createStepLog(masks, lines.add);
    const step = startStep({
      script,
      workspace: options.workspace,
      environment: { ...environment, ...variables },
      directory: makeDirectory(directory, name),
      log,
      outputWaitMs,
    });
    steps.push(step);
    return { ...step, log };
  };

  const startedMs = performance.now();
  const main = start("main", action.main, {});

  const finish = async (): Promise<RunResult> => {
    const outcome = await main.finished;
    const filesLeftByMain = Object.fromEntries(readFiles(join(directory, "temp"), ""));
    const post =
      action.post === undefined
        ? undefined
        : start("post", action.post, variablesForPost(outcome, environment["PATH"]));
    const postOutcome = await post?.finished;
    const durationMs = performance.now() - startedMs;
    const left = processesOfRun();
    killProcesses(left);
    const logs = [main.log, ...(post === undefined ? [] : [post.log])];
    return {
      exitCode: outcome.exitCode,
      log: main.log.shown(),
      rawLog: logs.map((log) => log.raw()).join("\n"),
      outputs: outcome.outputs,
      summary: outcome.summary,
      state: outcome.state,
      masks: masks.values,
      annotations: logs.flatMap((log) => log.annotations),
      ...(post && postOutcome ? { post: { exitCode: postOutcome.exitCode, log: post.log.shown() } } : {}),
      durationMs,
      processesLeft: left.map(({ command }) => command),
      filesLeftByMain,
      filesLeft: Object.fromEntries(readFiles(join(directory, "temp"), "")),
    };
  };
  const finished = finish().finally(() => {
    lines.end();
    rmSync(directory, { recursive: true, force: true });
  });

  return {
    finished,
    cancel: () => void cancelProcess(main.child, main.exited, cancelWaits),
    kill: () => {
      main.child.kill("SIGKILL");
    },
    killAll: () => {
      killProcesses(processesOfRun());
    },
    waitForLine: lines.waitFor,
  };
}

/** What defaults in `action.yml` may refer to. */
function expressionContext({ event, github, workspace }: RunOptions): Record<string, string> {
  return {
    "github.token": github.token,
    "github.api_url": github.url,
    "github.repository": event.payload.repository.full_name,
    "github.workspace": workspace,
  };
}

/** What the caller passes, and over it what GitHub sets: a workflow cannot change those either. */
function jobEnvironment(
  options: RunOptions,
  inputs: Readonly<Record<string, string>>,
  { directory, trackingId }: { readonly directory: string; readonly trackingId: string },
): Record<string, string> {
  const { event, github, environment, workspace } = options;
  const eventFile = join(directory, "event.json");
  writeFileSync(eventFile, JSON.stringify(event.payload));
  const run = {
    id: 1_658_821_493,
    attempt: 1,
    number: 3,
    workflow: "prefect-worker",
    job: "worker",
    ...options.run,
  };
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: makeDirectory(directory, "home"),
    ...environment,
    ...inputs,
    ...runnerVariables(event, run, {
      ...{ workspace, eventFile, apiUrl: github.url },
      temporaryDirectory: makeDirectory(directory, "temp"),
      toolCacheDirectory: options.toolCacheDirectory ?? makeDirectory(directory, "tools"),
    }),
    RUNNER_TRACKING_ID: trackingId,
  };
}

function makeDirectory(parent: string, name: string): string {
  const directory = join(parent, name);
  mkdirSync(directory);
  return directory;
}

/**
 * Links are not followed: they lead to Terraform's providers, which are nobody's secrets and longer than a
 * string may be. `readdirSync` would follow them when it lists recursively.
 */
function readFiles(directory: string, path: string): [path: string, text: string][] {
  return readdirSync(join(directory, path), { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return readFiles(directory, below);
    return entry.isFile() ? [[below, readFileSync(join(directory, below), "latin1")]] : [];
  });
}

/** Post gets the state that main saved, and what main set for the steps after it. */
function variablesForPost({ environment, paths, state }: StepOutcome, path = ""): Record<string, string> {
  const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value] as const);
  return { PATH: [...paths.toReversed(), path].join(":"), ...environment, ...Object.fromEntries(saved) };
}
