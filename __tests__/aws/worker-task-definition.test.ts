import { ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { workerTaskDefinitions } from "../../src/aws/worker-task-definition.ts";
import { withLoopback } from "../terraform/support/loopback.ts";

test("a task definition is looked up once, and again only when that failed", async () => {
  let calls = 0;
  const answer = () => {
    calls += 1;
    if (calls === 1) return { status: 400, body: JSON.stringify({ __type: "ThrottlingException" }) };
    const environment = [{ name: "PREFECT_ECS_WORKER_NAME", value: "etl-new" }];
    return {
      body: JSON.stringify({ taskDefinition: { containerDefinitions: [{ name: "worker", environment }] } }),
    };
  };
  await withLoopback(answer, async (endpoint) => {
    const credentials = { accessKeyId: "111122223333", secretAccessKey: "test" };
    const ecs = new ECSClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
    const taskDefinition = workerTaskDefinitions(ecs);
    await expect(taskDefinition("arn:td")).rejects.toThrow();
    expect((await taskDefinition("arn:td")).workerName).toBe("etl-new");
    expect((await taskDefinition("arn:td")).workerName).toBe("etl-new");
  });
  expect(calls).toBe(2);
});
