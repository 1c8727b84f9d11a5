import type { GlobalConfig } from "jest";
import { startLocalCloud, type LocalCloud } from "../../../local/local-cloud.ts";

declare global {
  var localCloud: LocalCloud | undefined;
}

/**
 * One local cloud for all system tests: each of them has an AWS account and work pools of its own. Two files at a time
 * share a Prefect server: on SQLite its writers wait for one another, in vain if there are too many. Who names a file
 * on the command line waits for one server to start, not for all.
 */
export default async function setup(config: GlobalConfig): Promise<void> {
  const open = config.nonFlagArgs.length > 0 ? 1 : Math.ceil(config.maxWorkers / 2);
  const cloud = await startLocalCloud({ open, guarded: true, rolloutSteadySeconds: STEADY_SECONDS });
  globalThis.localCloud = cloud;
  // Inherited by the processes that Jest runs the tests in.
  process.env["LOCAL_CLOUD"] = JSON.stringify(cloud);
}

/**
 * Many workers start side by side on few cores. One that Prefect refuses answers its health check for some seconds
 * before it ends, and ECS is not to take that for a rollout that is COMPLETED: on AWS a check comes every half minute.
 */
const STEADY_SECONDS = 15;
