import {
  type Container,
  DescribeTasksCommand,
  type ECSClient,
  paginateListTasks,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { TASKS_PER_CALL } from "./ecs-service.ts";

/** The ECS task that a flow run runs as. */
export interface FlowRunTask {
  readonly arn: string;
  readonly taskDefinitionArn: string;
  readonly lastStatus: string;
  /** Whether all of its containers have ended, which is told before the task counts as STOPPED. */
  readonly hasEnded: boolean;
  /** Of its first container; nothing while that runs, and when it never started. */
  readonly exitCode: number | undefined;
  /** What ECS says of why it stopped, and its containers; may be empty. */
  readonly reasons: readonly string[];
  /** The worker that started it, as prefect-aws notes in a tag. */
  readonly worker: string | undefined;
}

/** Where a flow run's task is. */
export interface TaskPlace {
  readonly cluster: string;
  readonly arn: string;
}

/** How an ECS worker names what it started (prefect_aws, parse_identifier); nothing for other infrastructure. */
export function taskPlace(infrastructurePid: string | null | undefined): TaskPlace | undefined {
  const [, cluster, arn] = /^(.+?)::(arn:\S+)$/.exec(infrastructurePid ?? "") ?? [];
  return cluster === undefined || arn === undefined ? undefined : { cluster, arn };
}

/** The task as ECS sees it now; nothing where ECS knows none. */
export async function readFlowRunTask(
  ecs: ECSClient,
  { cluster, arn }: TaskPlace,
): Promise<FlowRunTask | undefined> {
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn], include: ["TAGS"] }));
  const [task] = tasks ?? [];
  if (task === undefined) return undefined;
  const containers = task.containers ?? [];
  return {
    arn,
    taskDefinitionArn: task.taskDefinitionArn ?? "",
    lastStatus: task.lastStatus ?? "",
    hasEnded:
      task.lastStatus === "STOPPED" ||
      (containers.length > 0 && containers.every(({ exitCode }) => exitCode !== undefined)),
    exitCode: flowContainer(containers)?.exitCode,
    reasons: [task.stoppedReason, ...containers.map(({ reason }) => reason)].filter(
      (reason): reason is string => reason !== undefined && reason !== "",
    ),
    worker: task.tags?.find(({ key }) => key === "prefect.io/worker-name")?.value,
  };
}

/** Prefect's own name for it, as AWS may add containers, such as GuardDuty's; else the only or the first one. */
function flowContainer(containers: readonly Container[]): Container | undefined {
  return containers.find(({ name }) => name === "prefect") ?? containers[0];
}

/** Ids of the flow runs that have a task in the cluster, or had one within the hour that ECS remembers. */
export async function listFlowRunsWithTask(ecs: ECSClient, cluster: string): Promise<ReadonlySet<string>> {
  const flowRuns = new Set<string>();
  for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
    const pages = paginateListTasks({ client: ecs, pageSize: TASKS_PER_CALL }, { cluster, desiredStatus });
    for await (const { taskArns: tasks = [] } of pages) {
      if (tasks.length === 0) continue;
      const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks, include: ["TAGS"] }));
      for (const tag of described.tasks?.flatMap(({ tags }) => tags ?? []) ?? []) {
        if (tag.key === FLOW_RUN_TAG && tag.value !== undefined) flowRuns.add(tag.value);
      }
    }
  }
  return flowRuns;
}

/** Set by an ECS worker on each task that it starts (prefect_aws, ECSJobConfiguration). */
const FLOW_RUN_TAG = "prefect.io/flow-run-id";

/** Stops one task and waits for nothing; one that ECS has forgotten is stopped. */
export async function stopFlowRunTask(
  ecs: ECSClient,
  { cluster, arn }: TaskPlace,
  reason: string,
): Promise<void> {
  try {
    await ecs.send(new StopTaskCommand({ cluster, task: arn, reason }));
  } catch (error) {
    const isGone = error instanceof Error && /^(InvalidParameter|ClusterNotFound)Exception$/.test(error.name);
    if (!isGone) throw error;
  }
}
