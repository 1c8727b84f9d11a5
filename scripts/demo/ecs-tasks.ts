import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  waitUntilTasksStopped,
} from "@aws-sdk/client-ecs";
import type { AwsOptions } from "../../local/world.ts";

/** An ECS task, running or ended. */
export interface EcsTask {
  readonly arn: string;
  /** `etl-production-worker:1` */
  readonly taskDefinition: string;
  readonly status: string;
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date | undefined;
  readonly exitCode: number | undefined;
}

/** The tasks of a cluster, those included that ECS still remembers; oldest first. */
export async function ecsTasksOf(aws: AwsOptions, cluster: string): Promise<EcsTask[]> {
  const ecs = new ECSClient(aws);
  const lists = await Promise.all(
    (["RUNNING", "STOPPED"] as const).map((desiredStatus) =>
      ecs.send(new ListTasksCommand({ cluster, desiredStatus })),
    ),
  );
  const arns = lists.flatMap(({ taskArns = [] }) => taskArns);
  if (arns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: arns }));
  return tasks
    .map((task) => ({
      arn: task.taskArn ?? "",
      taskDefinition: task.taskDefinitionArn?.split("/").at(-1) ?? "",
      status: task.lastStatus ?? "",
      startedAt: task.startedAt,
      stoppedAt: task.stoppedAt,
      exitCode: task.containers?.[0]?.exitCode,
    }))
    .toSorted((a, b) => Number(a.startedAt) - Number(b.startedAt));
}

const STOP_TIMEOUT_SECONDS = 60;

/**
 * The task once it has ended, or nothing when ECS knows none of that ARN.
 * @throws Error when it has not ended after a minute
 */
export async function stoppedTask(
  aws: AwsOptions,
  cluster: string,
  arn: string,
): Promise<EcsTask | undefined> {
  const waiting = { client: new ECSClient(aws), maxWaitTime: STOP_TIMEOUT_SECONDS, minDelay: 1, maxDelay: 1 };
  await waitUntilTasksStopped(waiting, { cluster, tasks: [arn] });
  return (await ecsTasksOf(aws, cluster)).find((task) => task.arn === arn);
}
