import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand, ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { AwsOptions } from "../../local/world.ts";

/** What a deployment makes in AWS, by kind. */
export const TRACE_KINDS = [
  "cluster",
  "task definition",
  "role",
  "queue",
  "event rule",
  "secret",
  "log group",
  "alarm",
  "topic",
  "security group",
] as const;
type TraceKind = (typeof TRACE_KINDS)[number];

/** Everything in the account whose name begins like this, such as `cluster etl-production`. */
export async function tracesOf(aws: AwsOptions, namePrefix: string): Promise<string[]> {
  const traces = await Promise.all(
    TRACE_KINDS.map(async (kind) => {
      const names = await LISTINGS[kind](aws);
      return names.filter((name) => name.startsWith(namePrefix)).map((name) => `${kind} ${name}`);
    }),
  );
  return traces.flat();
}

export async function bucketsOf(aws: AwsOptions): Promise<string[]> {
  const { Buckets = [] } = await s3Of(aws).send(new ListBucketsCommand());
  return Buckets.map(({ Name = "" }) => Name);
}

/** Keys of all versions and delete markers below a prefix, in all of the account's buckets. */
export async function objectsOf(aws: AwsOptions, prefix: string): Promise<string[]> {
  const listed = await Promise.all(
    (await bucketsOf(aws)).map((Bucket) =>
      s3Of(aws).send(new ListObjectVersionsCommand({ Bucket, Prefix: prefix })),
    ),
  );
  return listed.flatMap(({ Versions = [], DeleteMarkers = [] }) =>
    [...Versions, ...DeleteMarkers].map(({ Key = "" }) => Key),
  );
}

/** The texts of all versions of all objects in the account's buckets. */
export async function storedTexts(aws: AwsOptions): Promise<string[]> {
  const s3 = s3Of(aws);
  const lists = await Promise.all(
    (await bucketsOf(aws)).map(async (Bucket) => {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      return Versions.map(({ Key, VersionId }) => ({ Bucket, Key, VersionId }));
    }),
  );
  return Promise.all(
    lists.flat().map(async (version) => {
      const { Body } = await s3.send(new GetObjectCommand(version));
      return (await Body?.transformToString()) ?? "";
    }),
  );
}

export function s3Of(aws: AwsOptions): S3Client {
  return new S3Client({ ...aws, forcePathStyle: true });
}

/** The first page holds all: the account is the demo's own. */
const LISTINGS: Readonly<Record<TraceKind, (aws: AwsOptions) => Promise<string[]>>> = {
  cluster: async (aws) => {
    const { clusterArns = [] } = await new ECSClient(aws).send(new ListClustersCommand());
    return clusterArns.map((arn) => lastPart(arn, "/"));
  },
  "task definition": async (aws) => {
    const ecs = new ECSClient(aws);
    const lists = await Promise.all(
      (["ACTIVE", "INACTIVE"] as const).map((status) => ecs.send(new ListTaskDefinitionsCommand({ status }))),
    );
    return lists.flatMap(({ taskDefinitionArns = [] }) =>
      taskDefinitionArns.map((arn) => lastPart(arn, "/")),
    );
  },
  role: async (aws) => {
    const { Roles = [] } = await new IAMClient(aws).send(new ListRolesCommand());
    return Roles.map(({ RoleName = "" }) => RoleName);
  },
  queue: async (aws) => {
    const { QueueUrls = [] } = await new SQSClient(aws).send(new ListQueuesCommand());
    return QueueUrls.map((url) => lastPart(url, "/"));
  },
  "event rule": async (aws) => {
    const { Rules = [] } = await new EventBridgeClient(aws).send(new ListRulesCommand());
    return Rules.map(({ Name = "" }) => Name);
  },
  secret: async (aws) => {
    const command = new ListSecretsCommand({ IncludePlannedDeletion: true });
    const { SecretList = [] } = await new SecretsManagerClient(aws).send(command);
    return SecretList.map(({ Name = "" }) => Name);
  },
  "log group": async (aws) => {
    const { logGroups = [] } = await new CloudWatchLogsClient(aws).send(new DescribeLogGroupsCommand());
    return logGroups.map(({ logGroupName = "" }) => lastPart(logGroupName, "/"));
  },
  alarm: async (aws) => {
    const { MetricAlarms = [] } = await new CloudWatchClient(aws).send(new DescribeAlarmsCommand());
    return MetricAlarms.map(({ AlarmName = "" }) => AlarmName);
  },
  topic: async (aws) => {
    const { Topics = [] } = await new SNSClient(aws).send(new ListTopicsCommand());
    return Topics.map(({ TopicArn = "" }) => lastPart(TopicArn, ":"));
  },
  "security group": async (aws) => {
    const { SecurityGroups = [] } = await new EC2Client(aws).send(new DescribeSecurityGroupsCommand());
    return SecurityGroups.map(({ GroupName = "" }) => GroupName);
  },
};

function lastPart(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}
