import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { resourceNames } from "../../src/config/names.ts";
import type { ClusterConfig } from "../../stacks/config.ts";
import { legible, template } from "../stacks/assertions.ts";
import { eventually } from "./support/eventually.ts";

const { awsEndpoint } = z
  .object({ awsEndpoint: z.string() })
  .parse(JSON.parse(process.env["LOCAL_CLOUD"] ?? "{}"));
const account = "111122223333";
const region = "eu-west-1";
const options = {
  region,
  endpoint: awsEndpoint,
  credentials: { accessKeyId: account, secretAccessKey: "test" },
};
const ecs = new ECSClient(options);
const events = new EventBridgeClient(options);
const sqs = new SQSClient(options);
afterAll(() => {
  for (const client of [ecs, events, sqs]) client.destroy();
});

const CLUSTERS: readonly ClusterConfig[] = [
  { kind: "create", insights: "enhanced" },
  { kind: "existing", cluster: "etl-production" },
];

describe.each(CLUSTERS)("a worker on a cluster to $kind hears events", (config) => {
  test.each<[what: string, isHeard: boolean, cluster: string, group: string]>([
    ["of its own flow runs", true, "etl-production", "family:etl-production-flow-run"],
    ["of the flow run that proves it", true, "etl-production", "family:etl-production-flow-run-smoke"],
    ["of another environment on the same cluster", false, "etl-production", "family:etl-preview-flow-run"],
    ["of a deployment named alike", false, "etl-production", "family:etl-production-flow-run-2-flow-run"],
    ["of another deployment on the same cluster", false, "etl-production", "family:web"],
    ["of its own worker's tasks", false, "etl-production", "service:etl-production-worker"],
    ["of the same family on another cluster", false, "other", "family:etl-production-flow-run"],
  ])("%s: %s", async (_what, isHeard, cluster, group) => {
    const rule = template({ cluster: config }).element("aws_cloudwatch_event_rule.task_events");
    const { Result } = await events.send(
      new TestEventPatternCommand({
        EventPattern: legible(String(rule["event_pattern"])),
        Event: JSON.stringify(stopped(cluster, group)),
      }),
    );
    expect(Result).toBe(isHeard);
  });
});

test("a flow run's task is told to its own environment's queue alone, also in a cluster that another one made", async () => {
  await ecs.send(new CreateClusterCommand({ clusterName: "etl-one" }));
  const one = await listening("etl-one", { kind: "create", insights: "enhanced" });
  const two = await listening("etl-two", { kind: "existing", cluster: "etl-one" });
  await runTask("etl-one", resourceNames("etl-two").flowRunFamily);

  expect(new Set(await groupsUntilStopped(two))).toEqual(new Set(["family:etl-two-flow-run"]));
  // EventBridge asks both rules of each event, so that nothing is on its way any more.
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: one, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  expect(Attributes?.["ApproximateNumberOfMessages"]).toBe("0");
});

/** Sets up the queue of an environment, and its rule as it is synthesized. @returns the queue's URL */
async function listening(deploymentName: string, cluster: ClusterConfig): Promise<string> {
  const names = resourceNames(deploymentName);
  const stack = template({ deploymentName, names, cluster });
  const EventPattern = legible(
    String(stack.element("aws_cloudwatch_event_rule.task_events")["event_pattern"]),
  );
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: names.eventQueue }));
  await events.send(new PutRuleCommand({ Name: names.eventRule, EventPattern }));
  await events.send(
    new PutTargetsCommand({
      Rule: names.eventRule,
      Targets: [{ Id: "worker-queue", Arn: `arn:aws:sqs:${region}:${account}:${names.eventQueue}` }],
    }),
  );
  return QueueUrl;
}

/** Runs a task that ends at once. */
async function runTask(cluster: string, family: string): Promise<void> {
  const image = "prefecthq/prefect-aws:0.7.12-python3.12";
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: [{ name: "prefect", image, command: ["sh", "-c", "exit 0"] }],
    }),
  );
  const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-0a"] } };
  await ecs.send(
    new RunTaskCommand({ cluster, taskDefinition: family, launchType: "FARGATE", networkConfiguration }),
  );
}

const taskEvent = z.object({ detail: z.object({ group: z.string(), lastStatus: z.string() }) });

/** Of all events that a queue gets until a task has stopped, within a minute, whose task they are of. */
async function groupsUntilStopped(queueUrl: string): Promise<string[]> {
  const told: z.output<typeof taskEvent>["detail"][] = [];
  await eventually(
    "a task has stopped",
    async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
      );
      told.push(...Messages.map(({ Body = "" }) => taskEvent.parse(JSON.parse(Body)).detail));
      return told;
    },
    (events) => events.some(({ lastStatus }) => lastStatus === "STOPPED"),
    { withinSeconds: 60 },
  );
  return told.map(({ group }) => group);
}

/** As ECS sends it when a task has stopped, of what a rule may ask for. */
function stopped(cluster: string, group: string) {
  const place = "arn:aws:ecs:eu-west-1:111122223333";
  const taskArn = `${place}:task/${cluster}/0123456789abcdef0123456789abcdef`;
  return {
    version: "0",
    id: "3317b2af-7005-947d-b652-f55e762e571a",
    "detail-type": "ECS Task State Change",
    source: "aws.ecs",
    account: "111122223333",
    time: "2026-01-23T17:57:58Z",
    region: "eu-west-1",
    resources: [taskArn],
    detail: {
      clusterArn: `${place}:cluster/${cluster}`,
      taskArn,
      group,
      lastStatus: "STOPPED",
      desiredStatus: "STOPPED",
      stopCode: "EssentialContainerExited",
    },
  };
}
