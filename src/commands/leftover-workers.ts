import type { Environment } from "../config/environments.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { isWorkerOf } from "../prefect/worker-name.ts";
import { deleteWorker, listWorkers } from "../prefect/work-pool.ts";
import type { Context } from "./context.ts";

/** Requests at a time; a rate limit is obeyed by the client. */
const AT_ONCE = 5;

/**
 * Removes the records that this deployment's own old workers left in the pool: each task has a worker of its own
 * name, and Prefect keeps all of them. One that is still leaving is ONLINE, and stays until the next time.
 */
export async function removeLeftoverWorkers(
  { prefect, log }: Pick<Context, "prefect"> & { readonly log: Pick<Log, "info" | "notice"> },
  { deployment, deploymentName }: Pick<Environment, "deployment" | "deploymentName">,
): Promise<void> {
  const pool = deployment.work_pool.name;
  try {
    const { body: workers } = await listWorkers(prefect, pool);
    const leftovers = workers.filter(
      ({ name, status }) => status === "OFFLINE" && isWorkerOf(deploymentName, name),
    );
    for (let index = 0; index < leftovers.length; index += AT_ONCE) {
      const some = leftovers.slice(index, index + AT_ONCE);
      await Promise.all(some.map(({ name }) => deleteWorker(prefect, pool, name)));
    }
    if (leftovers.length > 0)
      log.info(`Work pool ${pool}: removed ${leftovers.length} OFFLINE workers of ours.`);
  } catch (error) {
    // What stays is removed the next time, and hinders nobody until then.
    const why = messageOf(error);
    log.notice(`Work pool ${pool}: OFFLINE workers of former deployments were not all removed: ${why}`);
  }
}
