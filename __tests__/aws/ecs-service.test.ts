import { ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { describeTasks, listTasks } from "../../src/aws/ecs-service.ts";
import { type LoopbackRequest, withLoopback } from "../terraform/support/loopback.ts";

const ARN = "arn:aws:ecs:eu-west-1:111122223333:task/etl";
const IDS = Array.from({ length: 250 }, (_, index) => index.toString(16).padStart(32, "0"));
const PAGE = 100;

test("all tasks of a service are found, a hundred with each call", async () => {
  const found = await withEcs(async (ecs) => {
    const ids = await listTasks(ecs, "etl", "worker", "RUNNING");
    const tasks = await describeTasks(ecs, "etl", ids);
    return { ids, described: tasks.map(({ id }) => id) };
  });
  expect(found).toEqual({ ids: IDS, described: IDS });
});

/** Answers in ECS's words, and takes no more than ECS does. */
function answer({ headers, body }: LoopbackRequest): unknown {
  const input = JSON.parse(body) as { nextToken?: string; tasks?: string[] };
  if (String(headers["x-amz-target"]).endsWith("ListTasks")) {
    const from = Number(input.nextToken ?? 0);
    const next = from + PAGE;
    return {
      taskArns: IDS.slice(from, next).map((id) => `${ARN}/${id}`),
      ...(next < IDS.length && { nextToken: String(next) }),
    };
  }
  const { tasks = [] } = input;
  if (tasks.length > PAGE) throw new Error("ECS describes a hundred tasks at most.");
  return { tasks: tasks.map((id) => ({ taskArn: `${ARN}/${id}`, lastStatus: "RUNNING" })) };
}

async function withEcs<T>(use: (ecs: ECSClient) => Promise<T>): Promise<T> {
  const results: T[] = [];
  const answering = (request: LoopbackRequest) => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(answer(request)),
  });
  await withLoopback(answering, async (endpoint) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const ecs = new ECSClient({ region: "eu-west-1", endpoint, credentials });
    results.push(await use(ecs));
    ecs.destroy();
  });
  const [result] = results;
  if (result === undefined) throw new Error("Nothing was asked.");
  return result;
}
