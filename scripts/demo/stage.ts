import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { GitHubEvent } from "../../local/github/event.ts";
import { startLocalCloud, type LocalCloud } from "../../local/local-cloud.ts";
import type { RunResult } from "../../local/runner.ts";
import { createWorld, type World } from "../../local/world.ts";
import { PrefectClient } from "../../src/prefect/client.ts";

/** Where the story is played: a cloud, a GitHub and a team's checkout, all on this machine. */
export interface Stage extends Waiting {
  readonly cloud: LocalCloud;
  readonly world: World;
  readonly prefect: PrefectClient;
  /** What must never be seen: the credential of the Prefect server. */
  readonly prefectAuthString: string;
  /** Plays one workflow run of the built action, and ends it when somebody interrupts the demo. */
  readonly play: (event: GitHubEvent) => Promise<RunResult>;
  /** Ends every process and removes every temporary file of the demo. */
  readonly strike: () => Promise<void>;
}

export interface Waiting {
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  readonly sleep: (seconds: number) => Promise<void>;
}

export interface StageOptions {
  readonly containers: LocalCloud["containers"];
  /** Each line of the action's log. */
  readonly onLine: (line: string) => void;
  readonly interrupt: AbortSignal;
}

/** What a machine without Terraform fetches is kept here from one demo to the next. */
const KEPT = join(import.meta.dirname, "..", "..", ".local");

/**
 * Starts it all, on a Prefect server that asks for a credential: a worker that registers there proves that
 * its secret reached it.
 */
export async function setStage({ containers, onLine, interrupt }: StageOptions): Promise<Stage> {
  const cloud = await startLocalCloud({ open: 0, guarded: true, containers });
  try {
    const server = cloud.prefect.guarded;
    if (server === undefined) throw new Error("The local cloud started without its guarded Prefect server.");
    const { apiUrl, authString } = server;
    const world = await createWorld({ ...cloud, prefectApiUrl: apiUrl, onLine });
    const sleep = async (seconds: number): Promise<void> => {
      await delay(seconds * 1000, undefined, { signal: interrupt });
    };
    const credential = { kind: "auth-string", value: authString } as const;
    return {
      ...{ cloud, world, sleep },
      prefectAuthString: authString,
      seconds: () => performance.now() / 1000,
      prefect: new PrefectClient({ apiUrl, credential, sleep, random: Math.random }),
      play: (event) => play(world, event, authString, interrupt),
      strike: async () => {
        try {
          await world.stop();
        } finally {
          await cloud.stop();
        }
      },
    };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

async function play(
  world: World,
  event: GitHubEvent,
  authString: string,
  interrupt: AbortSignal,
): Promise<RunResult> {
  interrupt.throwIfAborted();
  const run = world.start(event, {
    inputs: { "prefect-auth-string": authString },
    secrets: [authString],
    toolCacheDirectory: keptDirectory("tools"),
    environment: {
      TF_PLUGIN_CACHE_DIR: keptDirectory("terraform-plugins"),
      // Each run begins without a lock file, and Terraform would fetch the provider anew for its checksums.
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
    },
  });
  interrupt.addEventListener("abort", run.cancel);
  try {
    const result = await run.finished;
    interrupt.throwIfAborted();
    return result;
  } finally {
    interrupt.removeEventListener("abort", run.cancel);
  }
}

function keptDirectory(name: string): string {
  const directory = join(KEPT, name);
  mkdirSync(directory, { recursive: true });
  return directory;
}
