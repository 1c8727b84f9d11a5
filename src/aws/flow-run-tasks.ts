import {
  type ECSClient,
  paginateListTasks,
  StopTaskCommand,
  waitUntilTasksStopped,
} from "@aws-sdk/client-ecs";

/** Fargate kills a container 30 s after SIGTERM unless told otherwise, and at the latest after 120 s. */
const STOP_TIMEOUT_SECONDS = 180;

/**
 * Stops every flow run's task of a family and waits until they have ended; their cluster could not be
 * deleted before.
 * @returns how many were stopped; 0 when the cluster is gone already
 */
export async function stopFlowRunTasks(
  ecs: ECSClient,
  cluster: string,
  family: string,
  abortSignal: AbortSignal,
): Promise<number> {
  const arns: string[] = [];
  try {
    for await (const page of paginateListTasks({ client: ecs }, { cluster, family })) {
      arns.push(...(page.taskArns ?? []));
    }
  } catch (error) {
    if (error instanceof Error && error.name === "ClusterNotFoundException") return 0;
    throw error;
  }
  const reason = "The environment is being torn down";
  await Promise.all(arns.map((task) => ecs.send(new StopTaskCommand({ cluster, task, reason }))));
  for (let start = 0; start < arns.length; start += 100) {
    const tasks = arns.slice(start, start + 100);
    await waitUntilTasksStopped(
      { client: ecs, maxWaitTime: STOP_TIMEOUT_SECONDS, abortSignal },
      { cluster, tasks },
    );
  }
  return arns.length;
}
