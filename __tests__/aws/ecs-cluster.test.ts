import { ECSClient } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import { checkCluster } from "../../src/aws/ecs-cluster.ts";
import { UserError } from "../../src/errors.ts";
import { type LoopbackRequest, withLoopback } from "../terraform/support/loopback.ts";

// The server below answers in ECS's words; that ECS itself does is for the system tests.

const ARN = "arn:aws:ecs:eu-west-1:111122223333:cluster/shared";

describe("an existing cluster", () => {
  test.each([
    ["ACTIVE, for a launch type", { clusters: [{ status: "ACTIVE" }] }, []],
    [
      "ACTIVE, with the capacity providers",
      { clusters: [{ status: "ACTIVE", capacityProviders: ["FARGATE", "FARGATE_SPOT", "own"] }] },
      ["FARGATE", "FARGATE_SPOT"],
    ],
  ])("that is %s can be used", async (_, answer, capacityProviders) => {
    const { requests } = await checking(answer, capacityProviders);
    expect(requests.map(({ headers, body }) => [headers["x-amz-target"], body])).toEqual([
      ["AmazonEC2ContainerServiceV20141113.DescribeClusters", JSON.stringify({ clusters: [ARN] })],
    ]);
  });

  test.each([
    [
      "is not there",
      { clusters: [], failures: [{ arn: ARN, reason: "MISSING" }] },
      [],
      `cluster.existing is "${ARN}": there is no such cluster in this account and region.`,
    ],
    [
      "was deleted",
      { clusters: [{ status: "INACTIVE" }] },
      [],
      "the cluster is INACTIVE, not ACTIVE. Wait until it is ACTIVE",
    ],
    ["is still being made", { clusters: [{ status: "PROVISIONING" }] }, [], "the cluster is PROVISIONING"],
    [
      "lacks a capacity provider",
      { clusters: [{ status: "ACTIVE", capacityProviders: ["FARGATE"] }] },
      ["FARGATE", "FARGATE_SPOT"],
      "flow_runs.capacity needs its capacity providers FARGATE_SPOT, and it has FARGATE. Associate them",
    ],
    [
      "has no capacity provider",
      { clusters: [{ status: "ACTIVE", capacityProviders: [] }] },
      ["FARGATE_SPOT"],
      "needs its capacity providers FARGATE_SPOT, and it has none.",
    ],
  ])("that %s is refused, and nothing was changed", async (_, answer, capacityProviders, message) => {
    const check = checking(answer, capacityProviders);
    await expect(check).rejects.toThrow(UserError);
    await expect(check).rejects.toThrow(message);
    await expect(check).rejects.toThrow("Nothing was changed.");
  });
});

async function checking(answer: unknown, capacityProviders: readonly string[]) {
  const requests: LoopbackRequest[] = [];
  const answering = (request: LoopbackRequest) => {
    requests.push(request);
    const headers = { "content-type": "application/x-amz-json-1.1" };
    return { headers, body: JSON.stringify(answer) };
  };
  await withLoopback(answering, async (endpoint) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const ecs = new ECSClient({ region: "eu-west-1", endpoint, credentials });
    await checkCluster(ecs, { cluster: ARN, capacityProviders });
    ecs.destroy();
  });
  return { requests };
}
