import { observeService } from "../aws/ecs-service.ts";
import type { Environment } from "../config/environments.ts";
import { isWorkerOf } from "../prefect/worker-name.ts";
import { listWorkers, readWorkPool } from "../prefect/work-pool.ts";
import { renderEnvironmentStatus } from "../report/environments.ts";
import type { Context } from "./context.ts";
import { placeOf } from "./place.ts";

/** Tells how an environment is right now, in the log and the job summary; changes and judges nothing. */
export async function status(context: Context, environment: Environment): Promise<void> {
  const { aws, prefect, log, writeSummary } = context;
  const { cluster, service } = placeOf(environment);
  const workPool = environment.deployment.work_pool.name;
  const [observed, pool] = await Promise.all([
    observeService(aws.ecs, cluster, service),
    readWorkPool(prefect, workPool),
  ]);
  const workers = pool === undefined ? [] : (await listWorkers(prefect, workPool)).body;
  const text = renderEnvironmentStatus(
    observed?.deployments.find(({ isPrimary }) => isPrimary),
    pool,
    workers.filter(({ name }) => isWorkerOf(environment.deploymentName, name)),
  );
  log.info(text);
  await writeSummary(text);
}
