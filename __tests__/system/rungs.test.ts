import { expect, test } from "@jest/globals";
import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { DeleteQueueCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { prefectCall } from "./support/cloud.ts";
import { createTeam, prefectServers } from "./support/team.ts";

const { apiUrl } = prefectServers.open;
const team = createTeam();

const polling = (project: string, queue: string) => ({
  work_pool: `{ name: "${project}-{environment}", queues: [${queue}] }`,
});

test("a pool that is made gets the queues that its worker polls, and the proof tells when they were polled", async () => {
  const { configure, yaml, run, events, project } = team();
  configure(yaml(polling(project, "high")));
  const { exitCode, summary } = await run(events.pushed("main", "good"));
  expect(exitCode).toBe(0);
  expect(summary).toMatch(/Polled since the last worker registered \([\d:.]+Z\): "high" [\d:.]+Z/);
  expect(summary).toMatch(/1 of 1 tasks RUNNING, 1 HEALTHY/);
  expect(summary).toMatch(/-task-events" exists since .*, and no worker complains of it/);
  expect(summary).toContain("No flow run was tried: proof.smoke is off.");
});

test("a queue that is added to a pool of ours is made, too", async () => {
  const { configure, yaml, run, events, project } = team();
  configure(yaml(polling(project, "high, low")));
  const { exitCode, summary } = await run(events.pushed("main", "added"));
  expect(exitCode).toBe(0);
  expect(summary).toMatch(/"low" [\d:.]+Z/);
});

test("a worker that did not find the queue of task events at its start fails, though it polls", async () => {
  const { awsOptions, run, events, project } = team();
  const sqs = new SQSClient(awsOptions);
  const cluster = `${project}-production`;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${cluster}-task-events` }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await new ECSClient(awsOptions).send(
    new UpdateServiceCommand({ cluster, service: `${cluster}-worker`, forceNewDeployment: true }),
  );
  const verified = await run(events.pushed("main", "added"), { inputs: { command: "verify" } });
  expect([verified.exitCode, verified.outputs["failure-reason"]]).toEqual([1, "observer-queue-missing"]);
  expect(verified.summary).toMatch(/The queue .* does not exist/);
});

test("a worker whose queue is misspelt is ONLINE and idle: that fails in seconds", async () => {
  const { configure, yaml, run, events, project } = team();
  // In a pool that is not ours no queue is made.
  const pool = `${project}-theirs`;
  await prefectCall(apiUrl, "POST", "/work_pools/", { name: pool, type: "ecs" });
  configure(yaml({ work_pool: `{ name: "${pool}", queues: [hgih], manage: wire }` }));
  const { exitCode, outputs, summary } = await run(events.pushed("main", "misspelt"));
  expect([exitCode, outputs["failure-reason"]]).toEqual([1, "work-queue-missing"]);
  expect(summary).toContain('queue "hgih" does not exist');
  const [, seconds] = /Proof: failed in (\d+) s/.exec(summary) ?? [];
  expect(Number(seconds)).toBeLessThanOrEqual(3);
});

test("a pool that is gone is told by the whole ladder", async () => {
  const { configure, yaml, run, events, project } = team();
  configure(yaml(polling(project, "high, low")));
  await prefectCall(apiUrl, "DELETE", `/work_pools/${project}-production`);
  const { exitCode, outputs, summary } = await run(events.pushed("main", "pool-gone"), {
    inputs: { command: "verify" },
  });
  expect([exitCode, outputs["failure-reason"]]).toEqual([1, "work-pool-missing"]);
  expect(summary).toContain(`The work pool "${project}-production" does not exist.`);
  expect(summary).toContain("| The workers poll their queues |");
});
