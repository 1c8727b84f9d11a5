import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as core from "@actions/core";
import { createAwsClients } from "./aws/clients.ts";
import { cancelled } from "./cancelled.ts";
import type { Context } from "./commands/context.ts";
import { run } from "./commands/run.ts";
import { createGitHub } from "./github/client.ts";
import { githubLog, redactedLog } from "./log.ts";
import type { LeftBehind } from "./post.ts";
import { PrefectClient } from "./prefect/client.ts";
import { isAlive } from "./processes.ts";
import { redactText } from "./report/redaction.ts";
import { reporting } from "./reporting.ts";
import { maskSecrets, readSettings, type Settings } from "./settings.ts";
import { STEP_STATE } from "./step-state.ts";

const secrets = maskSecrets();
/** What workers, Terraform and AWS say may hold what nobody told us is secret. */
const redact = (text: string) => redactText(text, secrets);

/** The main step: does what the event and the inputs ask for. */
export async function action(): Promise<void> {
  await reporting(redact, main);
}

async function main(): Promise<void> {
  core.saveState(STEP_STATE.isPost, "true");
  const interrupt = interruptSignal();
  const settings = readSettings();
  const directory = await mkdtemp(join(settings.terraform.temporaryDirectory, "prefect-ecs-worker-"));
  let terraformPid: number | undefined;
  const rememberForPost: Context["rememberForPost"] = (lock) => {
    ({ terraformPid } = lock);
    core.saveState(STEP_STATE.leftBehind, JSON.stringify({ ...lock, directory } satisfies LeftBehind));
  };
  try {
    await run(createContext(settings, directory, interrupt, rememberForPost));
  } catch (error) {
    throw interrupt.aborted ? cancelled(error) : error;
  } finally {
    // One that still ends needs its folder and holds its lock: post waits for it. Any other has released it.
    if (terraformPid === undefined || !isAlive(terraformPid)) {
      core.saveState(STEP_STATE.leftBehind, "");
      await rm(directory, { recursive: true });
    }
  }
}

function createContext(
  settings: Settings,
  directory: string,
  interrupt: AbortSignal,
  rememberForPost: Context["rememberForPost"],
): Context {
  const sleep: Context["sleep"] = async (seconds, signal) => {
    const signals = signal === undefined ? [interrupt] : [interrupt, signal];
    await delay(seconds * 1000, undefined, { signal: AbortSignal.any(signals) });
  };
  return {
    settings,
    directory,
    secrets,
    interrupt,
    sleep,
    aws: createAwsClients(settings.aws.region, settings.aws.endpointUrl !== undefined),
    prefect: new PrefectClient({ ...settings.prefect, sleep, random: Math.random }),
    github: createGitHub({ ...settings.github, log: core }),
    log: redactedLog(githubLog, redact),
    rememberForPost,
    rememberUntold: (story) => {
      core.saveState(STEP_STATE.untoldStory, story === undefined ? "" : JSON.stringify(story));
    },
    setOutputs: (outputs) => {
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    },
    writeSummary: async (markdown) => {
      await core.summary.addRaw(markdown, true).write();
    },
    now: () => new Date(),
    seconds: () => performance.now() / 1000,
  };
}

/**
 * Aborted when the job is cancelled. The runner sends SIGINT, after 7.5 s SIGTERM, and 2.5 s later it kills;
 * only the first counts, since a second SIGINT would make Terraform abandon its state.
 */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) return;
      core.info(`Received ${signal}: ending gracefully.`);
      core.saveState(STEP_STATE.interrupted, "true");
      controller.abort(new Error("The run was cancelled."));
    });
  }
  return controller.signal;
}
