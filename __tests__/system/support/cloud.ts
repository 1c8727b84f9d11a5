import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import { stateBucket, type Team } from "./team.ts";

/** Names of everything in a team's account that an environment consists of, by kind. */
export async function inventory({ awsOptions, project }: Team): Promise<Record<string, string[]>> {
  const [clusters, active, inactive, roles, queues, topics, secrets, groups, rules, alarms] =
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

/** The service's deployments and running tasks as ECS tells of them. */
export async function describeService(team: Team, environment: string) {
  const cluster = `${team.project}-${environment}`;
  const { services } = await new ECSClient(team.awsOptions).send(
    new DescribeServicesCommand({ cluster, services: [`${cluster}-worker`] }),
  );
  return services?.[0];
}

const workerRecords = z.array(z.object({ name: z.string(), status: z.string() }));

/** Worker records of a pool on the open Prefect server. */
export async function workersOf(apiUrl: string, pool: string): Promise<z.output<typeof workerRecords>> {
  return workerRecords.parse(await prefectCall(apiUrl, "POST", `/work_pools/${pool}/workers/filter`, {}));
}

/** One call of Prefect's API, straight and without the client under test. */
export async function prefectCall(
  apiUrl: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === "" ? { status: response.status } : (JSON.parse(text) as unknown);
}
