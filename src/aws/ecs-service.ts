import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  UpdateServiceCommand,
  type Deployment as EcsDeployment,
  type ECSClient,
  type Task as EcsTask,
} from "@aws-sdk/client-ecs";

/** One look at an ECS service: its deployments and its tasks. */
export interface ServiceObservation {
  readonly deployments: readonly Deployment[];
  readonly tasks: readonly Task[];
  /** What the service scheduler told, newest first; ECS keeps the last hundred. */
  readonly events?: readonly ServiceEvent[];
}

export interface ServiceEvent {
  readonly at: Date | undefined;
  readonly message: string;
}

export interface Deployment {
  /** `ecs-svc/…`, which its tasks carry as `startedBy`. */
  readonly id: string;
  readonly isPrimary: boolean;
  /** By AWS's clock. */
  readonly createdAt: Date | undefined;
  readonly rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  readonly rolloutStateReason: string;
  readonly taskDefinitionArn: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly failedTasks: number;
}

export interface Task {
  /** The last part of its ARN, 32 hex digits; also the end of its worker's name. */
  readonly id: string;
  readonly taskDefinitionArn: string;
  readonly lastStatus: string;
  /** RUNNING, or STOPPED as soon as ECS has been asked to stop it. */
  readonly desiredStatus: string;
  /** By AWS's clock: when it became RUNNING. */
  readonly startedAt: Date | undefined;
  /** HEALTHY, UNHEALTHY, or UNKNOWN as long as no health check has settled it. */
  readonly healthStatus: string;
  readonly startedBy: string;
  readonly stopCode: string;
  readonly stoppedReason: string;
  readonly createdAt?: Date | undefined;
  readonly stoppedAt: Date | undefined;
  readonly containers: readonly {
    readonly name: string;
    readonly exitCode: number | undefined;
    readonly reason: string;
  }[];
}

/** With 0 the service stops its tasks. One that is gone has none, and none are started. */
export async function setDesiredCount(
  ecs: ECSClient,
  cluster: string,
  service: string,
  desiredCount: number,
): Promise<void> {
  await unlessMissing(ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount })));
}

/** Whether nobody stopped the task: it never started, or its container exited. */
export function endedByItself({ stopCode }: Task): boolean {
  return stopCode === "EssentialContainerExited" || stopCode === "TaskFailedToStart";
}

/** DescribeTasks takes at most 100 tasks; the newest stopped ones tell enough. */
export const TASKS_PER_CALL = 100;

/**
 * The service as ECS sees it now, or nothing when there is no such service (or cluster) that is active.
 * Stopped tasks are among its tasks for as long as ECS remembers them, about an hour.
 */
export async function observeService(
  ecs: ECSClient,
  cluster: string,
  service: string,
): Promise<ServiceObservation | undefined> {
  const [found, ...lists] = await Promise.all([
    describeService(ecs, cluster, service),
    listTasks(ecs, cluster, service, "RUNNING"),
    listTasks(ecs, cluster, service, "STOPPED"),
  ]);
  if (found === undefined) return undefined;
  const described = await Promise.all(lists.map((ids) => describeTasks(ecs, cluster, ids)));
  return { deployments: found.deployments, tasks: described.flat(), events: found.events };
}

/** What one call tells of a service. */
export interface ServiceDescription {
  readonly deployments: readonly Deployment[];
  readonly events: readonly ServiceEvent[];
  /** Tasks that run or are about to. */
  readonly activeTasks: number;
}

/** One call; nothing when there is no such service (or cluster) that is active. */
export async function describeService(
  ecs: ECSClient,
  cluster: string,
  service: string,
): Promise<ServiceDescription | undefined> {
  const found = await unlessMissing(ecs.send(new DescribeServicesCommand({ cluster, services: [service] })));
  const description = found?.services?.find(({ status }) => status === "ACTIVE");
  if (description === undefined) return undefined;
  const { deployments = [], events = [] } = description;
  return {
    deployments: deployments.map(deployment),
    events: events.map(({ createdAt, message = "" }) => ({ at: createdAt, message })),
    activeTasks: deployments.reduce(
      (sum, { runningCount = 0, pendingCount = 0 }) => sum + runningCount + pendingCount,
      0,
    ),
  };
}

/** The deployment that ECS works towards; nothing when there is no such service (or cluster) that is active. */
export async function primaryDeployment(
  ecs: ECSClient,
  cluster: string,
  service: string,
): Promise<Deployment | undefined> {
  const described = await describeService(ecs, cluster, service);
  return described?.deployments.find(({ isPrimary }) => isPrimary);
}

/** Ids of a service's tasks, by what ECS wants of them; a call for each hundred. */
export async function listTasks(
  ecs: ECSClient,
  cluster: string,
  serviceName: string,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<string[]> {
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = { cluster, serviceName, desiredStatus, maxResults: TASKS_PER_CALL, nextToken };
    const found = await unlessMissing(ecs.send(new ListTasksCommand(page)));
    ids.push(...(found?.taskArns ?? []).map(idOf));
    nextToken = found?.nextToken;
  } while (nextToken !== undefined);
  return ids;
}

/** A call for each hundred, and none for no tasks. What ECS has forgotten is left out. */
export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  ids: readonly string[],
): Promise<Task[]> {
  const calls = Array.from({ length: Math.ceil(ids.length / TASKS_PER_CALL) }, (_, index) => {
    const tasks = ids.slice(index * TASKS_PER_CALL, (index + 1) * TASKS_PER_CALL);
    return unlessMissing(ecs.send(new DescribeTasksCommand({ cluster, tasks })));
  });
  const found = await Promise.all(calls);
  return found.flatMap((answer) => (answer?.tasks ?? []).map(task));
}

function deployment(raw: EcsDeployment): Deployment {
  return {
    id: raw.id ?? "",
    isPrimary: raw.status === "PRIMARY",
    createdAt: raw.createdAt,
    rolloutState: raw.rolloutState ?? "IN_PROGRESS",
    rolloutStateReason: raw.rolloutStateReason ?? "",
    taskDefinitionArn: raw.taskDefinition ?? "",
    desiredCount: raw.desiredCount ?? 0,
    runningCount: raw.runningCount ?? 0,
    failedTasks: raw.failedTasks ?? 0,
  };
}

function task(raw: EcsTask): Task {
  return {
    id: idOf(raw.taskArn ?? ""),
    taskDefinitionArn: raw.taskDefinitionArn ?? "",
    lastStatus: raw.lastStatus ?? "",
    desiredStatus: raw.desiredStatus ?? "",
    startedAt: raw.startedAt,
    healthStatus: raw.healthStatus ?? "UNKNOWN",
    startedBy: raw.startedBy ?? "",
    stopCode: raw.stopCode ?? "",
    stoppedReason: raw.stoppedReason ?? "",
    createdAt: raw.createdAt,
    stoppedAt: raw.stoppedAt,
    containers: (raw.containers ?? []).map(({ name, exitCode, reason }) => ({
      name: name ?? "",
      exitCode,
      reason: reason ?? "",
    })),
  };
}

function idOf(arn: string): string {
  return arn.split("/").at(-1) ?? "";
}

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const isMissing =
      error instanceof Error && /^(Cluster|Service)Not(Found|Active)Exception$/.test(error.name);
    if (isMissing) return undefined;
    throw error;
  }
}
