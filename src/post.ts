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
});
/** Where a lock of this run may be, and since when. */
export type RememberedLock = z.input<typeof rememberedLock>;

/** The runner kills what it cancelled after 10 s; a Terraform that ends in time releases its lock by then. */
const PATIENCE_SECONDS = 15;

/**
 * Releases the state lock that this run left behind, as a Terraform does that was killed in the middle of
 * an apply. A lock of anybody else is left alone.
 */
export async function post(): Promise<void> {
  const { state, region, isEmulator } = readPostSettings(LOCK_STATE);
  if (state === "") return;
  const { bucketName: bucket, account, startedAt, ...environment } = rememberedLock.parse(JSON.parse(state));
  const store = new EnvironmentStore({ s3: createAwsClients(region, isEmulator).s3, bucket, account });
  const owner = { user: userInfo().username, host: hostname(), startedAt };

  for (let waited = 0; ; waited += 1) {
    const lock = await store.readLock(environment);
    if (lock === undefined || !isOurLock(lock, owner)) return;
    if (waited < PATIENCE_SECONDS) {
      await delay(1000);
      continue;
    }
    await store.removeLock(environment);
    core.warning(
      `Released the lock ${lock.id} that this run left on the state of ${environment.environment}.`,
    );
    return;
  }
}
