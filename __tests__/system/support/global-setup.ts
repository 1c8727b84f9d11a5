import { startLocalCloud, type LocalCloud } from "../../../local/local-cloud.ts";

declare global {
  var localCloud: LocalCloud | undefined;
}

/** One local cloud for all system tests: each of them has an AWS account and work pools of its own. */
export default async function setup(): Promise<void> {
  const cloud = await startLocalCloud({ guarded: true });
  globalThis.localCloud = cloud;
  // Inherited by the processes that Jest runs the tests in.
  process.env["LOCAL_CLOUD"] = JSON.stringify(cloud);
}
