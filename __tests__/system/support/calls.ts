import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Authorization } from "../../iam/simulation.ts";

const call = z.object({
  account: z.string(),
  task: z.string(),
  role: z.string(),
  /** As IAM writes it: `ecs:RunTask`. */
  action: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  status: z.int(),
});
/** A call of the AWS API by a task, as the local cloud recorded it. */
export type Call = z.output<typeof call>;

const cloud = z.object({ directory: z.string() }).parse(JSON.parse(process.env["LOCAL_CLOUD"] ?? "{}"));

/** What all tasks of an account have called so far. */
export function callsOf(account: string): Call[] {
  return readFileSync(join(cloud.directory, "calls.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => call.parse(JSON.parse(line)))
    .filter((one) => one.account === account);
}

export interface Place {
  readonly account: string;
  readonly region: string;
  /** What the queue's messages are encrypted with. */
  readonly keyArn: string;
  /** Task definitions that were registered, as they were asked for, by family. */
  readonly families: ReadonlyMap<string, TaskDefinition>;
}

const taskDefinition = z.object({
  family: z.string(),
  taskRoleArn: z.string().optional(),
  executionRoleArn: z.string().optional(),
});
export type TaskDefinition = z.output<typeof taskDefinition>;

/** Task definitions that a list of calls registered, by family. */
export function familiesOf(calls: readonly Call[]): Place["families"] {
  const registered = calls
    .filter(({ action }) => action === "ecs:RegisterTaskDefinition")
    .map(({ parameters }) => taskDefinition.parse(parameters));
  return new Map(registered.map((one) => [one.family, one]));
}

/**
 * What AWS asks IAM before it does what a call says, by the Service Authorization Reference: often more than
 * one question, as RunTask also passes roles on and tags.
 */
export function authorizationsOf({ action, parameters }: Call, place: Place): Authorization[] {
  const ecs = (resource: string) => `arn:aws:ecs:${place.region}:${place.account}:${resource}`;
  switch (action) {
    case "ecs:RunTask": {
      const { cluster, taskDefinition: arn, tags, overrides } = runTask.parse(parameters);
      const family = /task-definition\/([^:]+)/.exec(arn)?.[1] ?? arn;
      const definition = place.families.get(family);
      return [
        { action, resource: arn, context: { "ecs:cluster": cluster } },
        ...rolesPassed(definition?.taskRoleArn, definition?.executionRoleArn),
        ...rolesPassed(overrides.taskRoleArn, overrides.executionRoleArn),
        ...(tags.length === 0
          ? []
          : [
              {
                action: "ecs:TagResource",
                resource: ecs(`task/${nameOf(cluster)}/0123456789abcdef0123456789abcdef`),
                context: { "ecs:CreateAction": "RunTask" },
              },
            ]),
      ];
    }
    case "ecs:RegisterTaskDefinition": {
      const { taskRoleArn, executionRoleArn } = taskDefinition.parse(parameters);
      return [{ action, resource: "*" }, ...rolesPassed(taskRoleArn, executionRoleArn)];
    }
    case "ecs:DescribeTasks":
    case "ecs:StopTask": {
      const { cluster, tasks, task } = aboutTasks.parse(parameters);
      return [...tasks, ...task].map((one) => ({
        action,
        resource: one.startsWith("arn:") ? one : ecs(`task/${nameOf(cluster)}/${one}`),
        context: { "ecs:cluster": cluster },
      }));
    }
    case "logs:GetLogEvents": {
      const { logGroupName, logStreamName } = aboutLogs.parse(parameters);
      const stream = `log-group:${logGroupName}:log-stream:${logStreamName}`;
      return [{ action, resource: `arn:aws:logs:${place.region}:${place.account}:${stream}` }];
    }
    case "sqs:ReceiveMessage": {
      const resource = queueOf(parameters, place);
      // SQS decrypts a message in the receiver's name.
      const context = {
        "kms:ViaService": `sqs.${place.region}.amazonaws.com`,
        "kms:EncryptionContext:aws:sqs:arn": resource,
      };
      return [
        { action, resource },
        { action: "kms:Decrypt", resource: place.keyArn, context },
      ];
    }
    default:
      return [{ action, resource: action.startsWith("sqs:") ? queueOf(parameters, place) : "*" }];
  }
}

const runTask = z.object({
  cluster: z.string(),
  taskDefinition: z.string(),
  tags: z.array(z.unknown()).default([]),
  overrides: z
    .object({ taskRoleArn: z.string().optional(), executionRoleArn: z.string().optional() })
    .default({}),
});

const aboutTasks = z.object({
  cluster: z.string(),
  tasks: z.array(z.string()).default([]),
  task: z
    .string()
    .transform((one) => [one])
    .default([]),
});

const aboutLogs = z.object({ logGroupName: z.string(), logStreamName: z.string() });
const aboutQueue = z.union([z.object({ QueueName: z.string() }), z.object({ QueueUrl: z.string() })]);

function queueOf(parameters: Call["parameters"], { region, account }: Place): string {
  const queue = aboutQueue.parse(parameters);
  const name = "QueueName" in queue ? queue.QueueName : nameOf(queue.QueueUrl);
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

function rolesPassed(...roles: readonly (string | undefined)[]): Authorization[] {
  return roles
    .filter((role) => role !== undefined)
    .map((resource) => ({
      action: "iam:PassRole",
      resource,
      context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    }));
}

function nameOf(arnOrUrl: string): string {
  return arnOrUrl.slice(arnOrUrl.lastIndexOf("/") + 1);
}
