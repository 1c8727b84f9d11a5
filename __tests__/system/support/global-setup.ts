import type { GlobalConfig } from "jest";
import { startLocalCloud, type LocalCloud } from "../../../local/local-cloud.ts";

declare global {
  var localCloud: LocalCloud | undefined;
}

/**
 * One local cloud for all system tests: each of them has an AWS account and work pools of its own. Those that run at
 * the same time also have a Prefect server each, since on SQLite the writers of one wait for one another, in vain at
 * last. Who names a file on the command line waits for one server to start, not for all.
 */
export default async function setup(config: GlobalConfig): Promise<void> {
  const open = config.nonFlagArgs.length > 0 ? 1 : config.maxWorkers;
  const cloud = await startLocalCloud({ open, guarded: true });
  globalThis.localCloud = cloud;
  // Inherited by the processes that Jest runs the tests in.
  process.env["LOCAL_CLOUD"] = JSON.stringify(cloud);
}
