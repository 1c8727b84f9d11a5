import { z } from "zod";
import { listWorkers, readWorkPool } from "../../src/prefect/work-pool.ts";
import type { WorkPoolSnapshot } from "./chronicle.ts";
import { ecsTasksOf } from "./ecs-tasks.ts";
import type { Stage } from "./stage.ts";

const template = z.object({
  variables: z.object({ properties: z.record(z.string(), z.object({ default: z.unknown().optional() })) }),
});

/** @throws Error when there is no such pool, or no worker has filled its template in */
export async function snapshotWorkPool(
  { prefect, world }: Stage,
  name: string,
  cluster: string,
): Promise<WorkPoolSnapshot> {
  const [pool, workers, tasks] = await Promise.all([
    readWorkPool(prefect, name),
    listWorkers(prefect, name),
    ecsTasksOf(world.awsOptions, cluster),
  ]);
  if (pool === undefined) throw new Error(`There is no work pool ${name}.`);
  const { properties } = template.parse(pool.base_job_template).variables;
  const { type, status } = pool;
  return {
    ...{ name, type, tasks },
    status: status ?? "unknown",
    at: workers.serverTime,
    workers: workers.body,
    wired: Object.fromEntries(
      WIRED.flatMap((variable) => {
        const value = properties[variable]?.default;
        return value === undefined || value === null ? [] : [[variable, value]];
      }),
    ),
  };
}

/** The job variables that the action sets. */
const WIRED = [
  "cluster",
  "family",
  "vpc_id",
  "network_configuration",
  "execution_role_arn",
  "task_role_arn",
  "configure_cloudwatch_logs",
  "cloudwatch_logs_options",
  "cloudwatch_logs_prefix",
  "prefect_api_key_secret_arn",
  "prefect_api_auth_string_secret_arn",
];
