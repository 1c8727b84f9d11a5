import {
  type ECSClient,
  paginateListTasks,
  StopTaskCommand,
  waitUntilTasksStopped,
} from "@aws-sdk/client-ecs";
import { OutsideError } from "../errors.ts";
import { listTasks, TASKS_PER_CALL } from "./ecs-service.ts";

/** Fargate kills a container 30 s after SIGTERM unless told otherwise, and at the latest after 120 s. */
const STOP_TIMEOUT_SECONDS = 180;

/** Of the wait between two looks: a container that obeys SIGTERM ends within seconds. */
const LOOKS_SECONDS = { minDelay: 3, maxDelay: 6 };

/**
 * Stops every task of a family and waits until they have ended; their cluster could not be deleted before.
 * @returns how many were stopped; 0 when the cluster is gone already
 * @throws OutsideError when they do not end
 */
export async function stopTasksOfFamily(
  ecs: ECSClient,
  cluster: string,
  family: string,
  signal: AbortSignal,
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
  await untilStopped(ecs, cluster, arns, signal);
  return arns.length;
}

/**
 * Waits until the tasks have ended of a service that wants none any more.
 * @throws OutsideError when they do not end
 */
export async function serviceTasksStopped(
  ecs: ECSClient,
  cluster: string,
  service: string,
  signal: AbortSignal,
): Promise<void> {
  // ECS lists a task under STOPPED from the moment that it is asked to stop it.
  const lists = await Promise.all([
    listTasks(ecs, cluster, service, "RUNNING"),
    listTasks(ecs, cluster, service, "STOPPED"),
  ]);
  await untilStopped(ecs, cluster, [...new Set(lists.flat())], signal);
}

async function untilStopped(
  ecs: ECSClient,
  cluster: string,
  all: readonly string[],
  abortSignal: AbortSignal,
): Promise<void> {
  const limits = { client: ecs, maxWaitTime: STOP_TIMEOUT_SECONDS, abortSignal, ...LOOKS_SECONDS };
  for (let start = 0; start < all.length; start += TASKS_PER_CALL) {
    const tasks = all.slice(start, start + TASKS_PER_CALL);
    try {
      await waitUntilTasksStopped(limits, { cluster, tasks });
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== "TimeoutError") throw cause;
      throw new OutsideError(
        "tasks-not-stopped",
        `Tasks in the cluster ${cluster} have not ended ${STOP_TIMEOUT_SECONDS} s after they were stopped: ` +
          `${tasks.map((task) => task.split("/").at(-1)).join(", ")}. Nothing was deleted yet; run the teardown again.`,
        { cause },
      );
    }
  }
}
