import { EventBridgeClient, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { ClusterConfig } from "../../stacks/config.ts";
import { legible, template } from "../stacks/assertions.ts";

const { awsEndpoint } = z
  .object({ awsEndpoint: z.string() })
  .parse(JSON.parse(process.env["LOCAL_CLOUD"] ?? "{}"));
const events = new EventBridgeClient({
  region: "eu-west-1",
  endpoint: awsEndpoint,
  credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
});
afterAll(() => {
  events.destroy();
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
