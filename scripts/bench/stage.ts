import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { GitHubEvent } from "../../local/github/event.ts";
import { startLocalCloud, type LocalCloud } from "../../local/local-cloud.ts";
import type { RunResult } from "../../local/runner.ts";
import { searchPathWithTerraform, writeTerraformCliConfig } from "../../local/terraform-cli.ts";
import { createWorld, type World } from "../../local/world.ts";
import { PrefectClient } from "../../src/prefect/client.ts";
import { findOnPath } from "../../src/terraform/search-path.ts";
import { API_KEY, configuration } from "./configuration.ts";
import { writeTimedTerraform, type TerraformCommand, type TimedTerraform } from "./timed-terraform.ts";

/** Where the built action is measured: a cloud on this machine, and a Terraform that notes its times. */
export interface Stage {
  readonly cloud: LocalCloud;
  readonly prefect: PrefectClient;
  readonly terraform: TimedTerraform;
  /** Environment variables of every Terraform: search path, plug-ins, no lock file to keep. */
  readonly terraformEnvironment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** A team that has never deployed anything, in an account of its own. */
  readonly newTeam: (project: string) => Promise<Team>;
  readonly strike: () => Promise<void>;
}

export interface Team {
  readonly world: World;
  readonly project: string;
  /** Names of what its workers run in. */
  readonly cluster: string;
  readonly service: string;
  /** @throws Error with the log when the run fails: then it measures nothing */
  readonly run: (event: GitHubEvent, inputs?: Readonly<Record<string, string>>) => Promise<TimedRun>;
  /** @throws Error with the log when the run does not fail */
  readonly runToFailure: (event: GitHubEvent, inputs?: Readonly<Record<string, string>>) => Promise<TimedRun>;
}

/** A run of the action with its times, all in milliseconds since 1970. */
export interface TimedRun {
  readonly startedMs: number;
  /** Of main and post. */
  readonly endedMs: number;
  readonly commands: readonly TerraformCommand[];
  readonly lines: readonly Line[];
  readonly githubRequests: number;
  readonly result: RunResult;
}

export interface Line {
  readonly atMs: number;
  readonly text: string;
}

/** What a machine without Terraform fetches is kept here. */
const KEPT = join(import.meta.dirname, "..", "..", ".local");

/** @param interrupt cancels the run that is being measured, which then fails */
export async function setStage(interrupt: AbortSignal): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), "bench-"));
  const searchPath = await searchPathWithTerraform(KEPT);
  const real = findOnPath({ PATH: searchPath }, process.platform);
  if (real === undefined) throw new Error(`No Terraform was found on PATH: ${searchPath}. Install one.`);
  const terraform = writeTimedTerraform(join(directory, "bin"), real);
  const terraformEnvironment = {
    PATH: [terraform.directory, searchPath].join(delimiter),
    TF_CLI_CONFIG_FILE: writeTerraformCliConfig(directory),
    TF_PLUGIN_CACHE_DIR: join(KEPT, "terraform-plugins"),
    // Each run begins without a lock file, and Terraform would fetch the provider anew for its checksums.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
  };
  mkdirSync(terraformEnvironment.TF_PLUGIN_CACHE_DIR, { recursive: true });
  const cloud = await startLocalCloud();
  const [server] = cloud.prefect.open;
  if (server === undefined) throw new Error("The local cloud started without its Prefect server.");
  const worlds: World[] = [];
  const prefect = new PrefectClient({
    apiUrl: server.apiUrl,
    credential: { kind: "none" },
    sleep: () => Promise.reject(new Error("The local Prefect server did not answer at once.")),
    random: Math.random,
  });
  return {
    ...{ cloud, prefect, terraform, terraformEnvironment, directory },
    newTeam: async (project) => {
      const lines: Line[] = [];
      const world = await createWorld({
        awsEndpoint: cloud.awsEndpoint,
        containers: cloud.containers,
        prefectApiUrl: server.apiUrl,
        onLine: (text) => lines.push({ atMs: Date.now(), text }),
      });
      worlds.push(world);
      world.configure(configuration(project, world.subnetIds));
      const timed = (event: GitHubEvent, inputs: Readonly<Record<string, string>>) =>
        timedRun({ world, terraform, terraformEnvironment, lines, interrupt }, event, inputs);
      return {
        world,
        project,
        cluster: `${project}-production`,
        service: `${project}-production-worker`,
        run: async (event, inputs = {}) => endedWith(0, await timed(event, inputs)),
        runToFailure: async (event, inputs = {}) => endedWith(1, await timed(event, inputs)),
      };
    },
    strike: async () => {
      await Promise.all(worlds.map((world) => world.stop()));
      await cloud.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

function endedWith(exitCode: number, run: TimedRun): TimedRun {
  const { result } = run;
  if (result.exitCode === exitCode) return run;
  throw new Error(
    `The run that was measured ended with ${result.exitCode}, not ${exitCode}. Its log:\n${result.log}`,
  );
}

async function timedRun(
  { world, terraform, terraformEnvironment, lines, interrupt }: Measured,
  event: GitHubEvent,
  inputs: Readonly<Record<string, string>>,
): Promise<TimedRun> {
  interrupt.throwIfAborted();
  lines.length = 0;
  terraform.takeCommands();
  const requestsBefore = world.github.requests.length;
  const startedMs = Date.now();
  const run = world.start(event, {
    inputs: { "prefect-api-key": API_KEY, ...inputs },
    secrets: [API_KEY],
    environment: terraformEnvironment,
  });
  interrupt.addEventListener("abort", run.cancel);
  const result = await run.finished.finally(() => {
    interrupt.removeEventListener("abort", run.cancel);
  });
  interrupt.throwIfAborted();
  return {
    startedMs,
    endedMs: startedMs + result.durationMs,
    commands: terraform.takeCommands(),
    lines: [...lines],
    githubRequests: world.github.requests.length - requestsBefore,
    result,
  };
}

type Measured = Pick<Stage, "terraform" | "terraformEnvironment"> & {
  readonly world: World;
  readonly lines: Line[];
  readonly interrupt: AbortSignal;
};
