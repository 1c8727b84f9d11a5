import { hostname, userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import * as core from "@actions/core";
import { z } from "zod";
import { createAwsClients } from "./aws/clients.ts";
import { readPostSettings } from "./settings.ts";
import { EnvironmentStore } from "./terraform/environment-store.ts";
import { isOurLock } from "./terraform/state-lock.ts";

/** Name under which main leaves what post has to look at, in the step's state. */
export const LOCK_STATE = "lock";

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

/** A Terraform that outlived the action may still be writing its state; longer than this is too long for a job. */
const PATIENCE_SECONDS = 60;

/**
 * Releases the state lock that this run left behind when it was killed in the middle of an apply; a run that
 * came to its end leaves no word of one. A lock of anybody else is left alone.
 */
export async function post(): Promise<void> {
  const { state, region, isEmulator } = readPostSettings(LOCK_STATE);
  if (state === "") return;
  const { bucketName, account, startedAt, terraformPid, ...environment } = rememberedLock.parse(
    JSON.parse(state),
  );
  const store = new EnvironmentStore({
    s3: createAwsClients(region, isEmulator).s3,
    bucket: bucketName,
    account,
  });
  for (let waited = 0; isAlive(terraformPid) && waited < PATIENCE_SECONDS; waited += 1) await delay(1000);

  const lock = await store.readLock(environment);
  const owner = { user: userInfo().username, host: hostname(), startedAt };
  if (lock === undefined || !isOurLock(lock, owner)) return;
  if (isAlive(terraformPid)) {
    core.warning(
      `Terraform still runs and holds the lock ${lock.id}: when it has ended, run \`terraform force-unlock ${lock.id}\`.`,
    );
    return;
  }
  await store.removeLock(environment);
  core.warning(`Released the lock ${lock.id} that this run left on the state of ${environment.environment}.`);
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 asks whether the process is there, and sends nothing.
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
