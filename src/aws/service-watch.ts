import type { ECSClient } from "@aws-sdk/client-ecs";
import {
  describeService,
  describeTasks,
  listTasks,
  type ServiceDescription,
  type ServiceObservation,
  type Task,
} from "./ecs-service.ts";

export interface ServiceLook {
  /** Nothing while there is no such service. */
  readonly service: ServiceObservation | undefined;
  /** How many calls it took. */
  readonly requests: number;
}

/**
 * Looks that may pass until the tasks are described again, though the service tells of no change: a healthy one may
 * have become unwell.
 */
const LOOKS_WITHOUT_TASKS = 5;
const LOOKS_WITHOUT_SERVICE = 2;

/**
 * Looks at a service again and again, with as few calls as tell what is new: one while nothing changes. Its
 * tasks are listed when there are more than are known, and described when something has happened to them.
 */
export function serviceWatch(ecs: ECSClient, cluster: string, service: string): () => Promise<ServiceLook> {
  const tasks = new Map<string, Task>();
  let former: ServiceDescription | undefined;
  let looksWithoutTasks = 0;
  let looksWithoutService = 0;

  /**
   * Of a task's health the service tells nothing: while all tasks run and wait for that alone, they are what is
   * looked at.
   */
  const awaitsHealth = (known: ServiceDescription, active: readonly Task[]) =>
    active.length > 0 &&
    active.length >= known.activeTasks &&
    active.every(({ lastStatus }) => lastStatus === "RUNNING") &&
    active.some(({ healthStatus }) => healthStatus !== "HEALTHY") &&
    (looksWithoutService += 1) <= LOOKS_WITHOUT_SERVICE;
  const describe = async (ids: readonly string[]) => {
    for (const task of await describeTasks(ecs, cluster, ids)) tasks.set(task.id, task);
  };
  return async () => {
    const activeTasks = [...tasks.values()].filter(isActive);
    if (former !== undefined && awaitsHealth(former, activeTasks)) {
      await describe(activeTasks.map(({ id }) => id));
      const { deployments, events } = former;
      return { service: { deployments, events, tasks: [...tasks.values()] }, requests: 1 };
    }
    looksWithoutService = 0;
    const now = await describeService(ecs, cluster, service);
    if (now === undefined) return { service: undefined, requests: 1 };
    const { deployments, events } = now;
    const active = activeTasks.map(({ id }) => id);
    const isMore = former === undefined || now.activeTasks > active.length;
    const lists = await Promise.all([
      ...(isMore ? [listTasks(ecs, cluster, service, "RUNNING")] : []),
      ...(former === undefined || hasRestarted(former, now)
        ? [listTasks(ecs, cluster, service, "STOPPED")]
        : []),
    ]);
    // One that has stopped says nothing new.
    const listed = lists.flat().filter((id) => tasks.get(id)?.lastStatus !== "STOPPED");
    const isChanged = isMore || hasChanged(former, now) || (looksWithoutTasks += 1) > LOOKS_WITHOUT_TASKS;
    const asked = isChanged || listed.length > 0 ? [...new Set([...active, ...listed])] : [];
    await describe(asked);
    if (isChanged) looksWithoutTasks = 0;
    former = now;
    return {
      service: { deployments, events, tasks: [...tasks.values()] },
      requests: 1 + lists.length + (asked.length > 0 ? 1 : 0),
    };
  };
}

function isActive({ lastStatus }: Task): boolean {
  return lastStatus !== "STOPPED";
}

function hasChanged(former: ServiceDescription | undefined, now: ServiceDescription): boolean {
  return former?.activeTasks !== now.activeTasks || summary(former) !== summary(now);
}

function summary({ deployments, events }: ServiceDescription): string {
  return JSON.stringify([
    deployments.map(({ id, isPrimary, runningCount, failedTasks }) => [
      id,
      isPrimary,
      runningCount,
      failedTasks,
    ]),
    events[0]?.at,
    events[0]?.message,
  ]);
}

/**
 * Once a rollout is COMPLETED, ECS counts no failures any more: tasks that come and go between two looks are found
 * among the stopped.
 */
function hasRestarted(former: ServiceDescription, now: ServiceDescription): boolean {
  const [primary] = now.deployments.filter(({ isPrimary }) => isPrimary);
  const isNew = former.events[0]?.at?.getTime() !== now.events[0]?.at?.getTime();
  return primary?.rolloutState === "COMPLETED" && isNew;
}
