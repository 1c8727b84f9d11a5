import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { z } from "zod";

const PrefectServer = z.strictObject({ apiUrl: z.url() });
const GuardedPrefectServer = PrefectServer.extend({ authString: z.string().min(1) });

/** The one line that `python -m cloud` prints when everything answers. */
const Announcement = z.strictObject({
  aws: z.strictObject({ endpoint: z.url() }),
  prefect: z.strictObject({ open: z.array(PrefectServer), guarded: GuardedPrefectServer.optional() }),
  containers: z.enum(["docker", "processes"]),
  directory: z.string(),
});

export interface LocalCloud {
  readonly awsEndpoint: string;
  readonly prefect: {
    /** Let everyone in. */
    readonly open: readonly { readonly apiUrl: string }[];
    /** Asks for basic authentication and for CSRF tokens. */
    readonly guarded?: { readonly apiUrl: string; readonly authString: string } | undefined;
  };
  /** What runs a task's containers: true images, or local processes in their place. */
  readonly containers: "docker" | "processes";
  /** Logs, databases and the files of the containers; gone after `stop`, unless it was given. */
  readonly directory: string;
  /** Ends everything. Resolves when no process and no temporary file is left. */
  stop(): Promise<void>;
}

export interface LocalCloudOptions {
  /** How many open Prefect servers to start. Default: 1. */
  readonly open?: number;
  /** Start the guarded Prefect server, too. Default: false. */
  readonly guarded?: boolean;
  /** What runs a task's containers. Default: local processes. */
  readonly containers?: "docker" | "processes";
  /** Kept after the end, to look at. Default: a temporary directory. */
  readonly directory?: string;
  /** How long tasks must run, or be HEALTHY if they have a check, until the rollout is COMPLETED. Default: 6. */
  readonly rolloutSteadySeconds?: number;
  /** Factor on the times of a health check that does not pass. Default: 0.1. */
  readonly healthCheckScale?: number;
}

/**
 * Starts a local AWS and Prefect servers, and resolves when all answer: in 7 s on two cores. They end with
 * this process, even if it is killed: their standard input is a pipe that only this process holds open.
 */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const python = await ensurePython();
  const cloud = spawn(python, ["-m", "cloud", ...commandLine(options)], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...knobs(options) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = once(cloud, "close");
  const stderr = collect(cloud);
  const [line] = await Promise.race([once(createInterface(cloud.stdout), "line"), ended.then(() => [])]);
  if (typeof line !== "string") {
    throw new Error(`The local cloud did not start. ${stderr().trim()}`);
  }
  const { aws, prefect, containers, directory } = Announcement.parse(JSON.parse(line));
  return {
    awsEndpoint: aws.endpoint,
    ...{ prefect, containers, directory },
    stop: async () => {
      cloud.stdin.end();
      await ended;
    },
  };
}

/**
 * The path of a `python` that has all that the local cloud needs, or else what `requirements` lists, made on
 * the first call: in seconds if uv is installed, else in a minute or two. Safe when called twice at once, also
 * from two processes.
 */
export async function ensurePython(requirements?: string): Promise<string> {
  try {
    const script = join(import.meta.dirname, "environment.py");
    const { stdout } = await promisify(execFile)("python3", [
      script,
      ...(requirements === undefined ? [] : [requirements]),
    ]);
    return stdout.trim();
  } catch (cause) {
    const { code, stderr } = cause as { code?: unknown; stderr?: string }; // what `execFile` rejects with
    const why =
      code === "ENOENT" ? "there is no python3 on PATH. Install Python 3.11 or later." : stderr?.trim();
    throw new Error(`The environment of Python was not made: ${why}`, { cause });
  }
}

function commandLine({ open, guarded, containers, directory }: LocalCloudOptions): string[] {
  return [
    ...(open === undefined ? [] : ["--open", String(open)]),
    ...(guarded ? ["--guarded"] : []),
    ...(containers ? ["--containers", containers] : []),
    ...(directory ? ["--directory", directory] : []),
  ];
}

function knobs({ rolloutSteadySeconds, healthCheckScale }: LocalCloudOptions): Record<string, string> {
  return {
    ...(rolloutSteadySeconds !== undefined && {
      LOCAL_CLOUD_ROLLOUT_STEADY_SECONDS: String(rolloutSteadySeconds),
    }),
    ...(healthCheckScale !== undefined && { LOCAL_CLOUD_HEALTH_CHECK_SCALE: String(healthCheckScale) }),
  };
}

/** Reads the process's standard error to its end; the function returned tells what has come so far. */
function collect(process: ChildProcess): () => string {
  let text = "";
  process.stderr?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}
