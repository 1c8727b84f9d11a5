import { rm } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import * as core from "@actions/core";
import { z } from "zod";
import { createAwsClients } from "./aws/clients.ts";
import { interruptProcess, isAlive } from "./processes.ts";
import { redactText } from "./report/redaction.ts";
import { reporting } from "./reporting.ts";
import { maskSecrets, readPostSettings } from "./settings.ts";
import { readStepState, STEP_STATE } from "./step-state.ts";
import { EnvironmentStore } from "./terraform/environment-store.ts";
import { isOurLock } from "./terraform/state-lock.ts";
import { tellUntoldStory } from "./untold-story.ts";

const rememberedLock = z.object({
  bucketName: z.string(),
  account: z.string(),
  repository: z.string(),
  name: z.string(),
  environment: z.string(),
  startedAt: z.coerce.date(),
  /** The process that may hold it. */
  terraformPid: z.int(),
});
/** Where a lock of this run may be, and since when. */
export type RememberedLock = z.input<typeof rememberedLock>;

/** The run's folder, without which Terraform cannot come to its end. */
const leftBehind = rememberedLock.extend({ directory: z.string() });
export type LeftBehind = z.input<typeof leftBehind>;

/** After a cancellation GitHub leaves the steps that run in any case five minutes. */
const PATIENCE_SECONDS = 240;

/** The post step, after a run that was killed: one that came to its end leaves no word. */
export async function post(): Promise<void> {
  const secrets = maskSecrets();
  const [left, untold] = [readStepState(STEP_STATE.leftBehind), readStepState(STEP_STATE.untoldStory)];
  await reporting(
    (text) => redactText(text, secrets),
    async () => {
      try {
        if (left !== "") await cleanUp(leftBehind.parse(JSON.parse(left)));
      } finally {
        if (untold !== "") await tellUntoldStory(untold, secrets);
      }
    },
  );
}

/**
 * Cleans up after a run that was killed in the middle of an apply. A Terraform that outlived it is asked to end,
 * unless it was before, and waited for, so that what it has made is in the state. A lock that is left then is
 * released; one of anybody else is left alone.
 */
async function cleanUp(left: z.output<typeof leftBehind>): Promise<void> {
  const { bucketName, account, startedAt, terraformPid, directory, ...environment } = left;
  const { region, isEmulator } = readPostSettings();
  // At a second SIGINT Terraform would abandon its state.
  if (readStepState(STEP_STATE.interrupted) === "") interruptProcess(terraformPid);
  if (isAlive(terraformPid))
    core.info("Terraform ends what it has begun, and saves the state: waiting for it.");
  for (let waited = 0; isAlive(terraformPid) && waited < PATIENCE_SECONDS; waited += 1) await delay(1000);

  const isEnding = isAlive(terraformPid);
  if (!isEnding) await rm(directory, { recursive: true, force: true });
  const store = new EnvironmentStore({
    s3: createAwsClients(region, isEmulator).s3,
    bucket: bucketName,
    account,
  });
  const lock = await store.readLock(environment);
  const owner = { user: userInfo().username, host: hostname(), startedAt };
  if (lock === undefined || !isOurLock(lock, owner)) return;
  if (isEnding) {
    core.warning(
      `Terraform still runs and holds the lock ${lock.id}: when it has ended, run \`terraform force-unlock ${lock.id}\`.`,
    );
    return;
  }
  await store.removeLock(environment);
  core.warning(`Released the lock ${lock.id} that this run left on the state of ${environment.environment}.`);
}
