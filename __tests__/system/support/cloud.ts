import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
} from "@aws-sdk/client-ecs";
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListObjectsV2Command, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { stateBucket } from "./state-bucket.ts";
import type { Team } from "./team.ts";

/** Names of everything in a team's account that an environment consists of, by kind. */
export async function inventory({ awsOptions, project }: Team): Promise<Record<string, string[]>> {
  const [clusters, active, inactive, roles, queues, topics, secrets, groups, rules, alarms, firewalls] =
    await Promise.all([
      new ECSClient(awsOptions).send(new ListClustersCommand({})),
      new ECSClient(awsOptions).send(new ListTaskDefinitionsCommand({ status: "ACTIVE" })),
      new ECSClient(awsOptions).send(new ListTaskDefinitionsCommand({ status: "INACTIVE" })),
      new IAMClient(awsOptions).send(new ListRolesCommand({})),
      new SQSClient(awsOptions).send(new ListQueuesCommand({})),
      new SNSClient(awsOptions).send(new ListTopicsCommand({})),
      new SecretsManagerClient(awsOptions).send(new ListSecretsCommand({ IncludePlannedDeletion: true })),
      new CloudWatchLogsClient(awsOptions).send(new DescribeLogGroupsCommand({})),
      new EventBridgeClient(awsOptions).send(new ListRulesCommand({})),
      new CloudWatchClient(awsOptions).send(new DescribeAlarmsCommand({})),
      new EC2Client(awsOptions).send(new DescribeSecurityGroupsCommand({})),
    ]);
  const all: Record<string, (string | undefined)[]> = {
    clusters: clusters.clusterArns ?? [],
    taskDefinitions: [...(active.taskDefinitionArns ?? []), ...(inactive.taskDefinitionArns ?? [])],
    roles: roles.Roles?.map(({ RoleName }) => RoleName) ?? [],
    queues: queues.QueueUrls ?? [],
    topics: topics.Topics?.map(({ TopicArn }) => TopicArn) ?? [],
    secrets: secrets.SecretList?.map(({ Name }) => Name) ?? [],
    logGroups: groups.logGroups?.map(({ logGroupName }) => logGroupName) ?? [],
    rules: rules.Rules?.map(({ Name }) => Name) ?? [],
    alarms: alarms.MetricAlarms?.map(({ AlarmName }) => AlarmName) ?? [],
    securityGroups: firewalls.SecurityGroups?.map(({ GroupName }) => GroupName) ?? [],
  };
  return Object.fromEntries(
    Object.entries(all).map(([kind, names]) => [
      kind,
      names.filter((name): name is string => name?.includes(project) ?? false),
    ]),
  );
}

/** Keys of all that the state bucket holds, old versions included; none without a bucket. */
export async function stateObjects(team: Team): Promise<string[]> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: stateBucket(team) }),
  );
  return [...new Set([...Versions, ...DeleteMarkers].map(({ Key }) => Key ?? ""))].sort();
}

/** Keys of the locks that are held on states right now. */
export async function stateLocks(team: Team): Promise<string[]> {
  const s3 = new S3Client({ ...team.awsOptions, forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stateBucket(team) }));
  return Contents.map(({ Key = "" }) => Key).filter((key) => key.endsWith(".tflock"));
}

/** The service's deployments and running tasks as ECS tells of them. */
export async function describeService(team: Team, environment: string) {
  const cluster = `${team.project}-${environment}`;
  const { services } = await new ECSClient(team.awsOptions).send(
    new DescribeServicesCommand({ cluster, services: [`${cluster}-worker`] }),
  );
  return services?.[0];
}

/** For each running task of the service the worker name that its task definition gives: deployment and revision. */
export async function runningWorkers({ awsOptions, project }: Team, environment: string): Promise<string[]> {
  const ecs = new ECSClient(awsOptions);
  const cluster = `${project}-${environment}`;
  const { taskArns: tasks = [] } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: `${cluster}-worker`, desiredStatus: "RUNNING" }),
  );
  if (tasks.length === 0) return [];
  const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
  const running = (described.tasks ?? []).filter(({ lastStatus }) => lastStatus === "RUNNING");
  return Promise.all(
    running.map(async ({ taskDefinitionArn: taskDefinition }) => {
      const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      const environmentOfWorker = found?.containerDefinitions?.[0]?.environment ?? [];
      return environmentOfWorker.find(({ name }) => name === "PREFECT_ECS_WORKER_NAME")?.value ?? "";
    }),
  );
}

const namedRecords = z.array(z.object({ name: z.string() }));

/** Names of a team's work pools, ordered. */
export async function workPoolsOf(apiUrl: string, { project }: Team): Promise<string[]> {
  const pools = namedRecords.parse(await prefectCall(apiUrl, "POST", "/work_pools/filter", { limit: 200 }));
  return pools
    .map(({ name }) => name)
    .filter((name) => name.startsWith(project))
    .sort();
}

const workerRecords = z.array(z.object({ name: z.string(), status: z.string() }));

/** Worker records of a pool on the open Prefect server. */
export async function workersOf(apiUrl: string, pool: string): Promise<z.output<typeof workerRecords>> {
  return workerRecords.parse(await prefectCall(apiUrl, "POST", `/work_pools/${pool}/workers/filter`, {}));
}

/**
 * One call of Prefect's API, straight and without the client under test. A server that is busy says 503 and how
 * many seconds to wait; other refusals are told as they are, as some tests expect one.
 */
export async function prefectCall(
  apiUrl: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  for (;;) {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 503) {
      return text === "" ? { status: response.status } : (JSON.parse(text) as unknown);
    }
    await sleep(1_000 * Number(response.headers.get("retry-after") ?? 1));
  }
}
