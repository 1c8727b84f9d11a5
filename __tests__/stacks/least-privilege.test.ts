import { describe, expect, test } from "@jest/globals";
import { type Authorization, isAllowed } from "../iam/simulation.ts";
import { legible, Template } from "./assertions.ts";
import { subjects } from "./subjects.ts";

/** What each role must never do, whatever is configured; what it does is tested with real flow runs. */
describe.each(subjects())("$name", ({ config }) => {
  const stack = new Template(config);
  const { deploymentName, region } = config;
  const at = (service: string, resource: string) => `arn:aws:${service}:${region}:111122223333:${resource}`;
  const inCluster = (name: string) => ({ "ecs:cluster": at("ecs", `cluster/${name}`) });
  const ownCluster =
    config.cluster.kind === "create" ? config.names.cluster : config.cluster.cluster.replace(/^.*\//, "");
  const toTasks = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
  const ownFamily = at("ecs", `task-definition/${config.names.flowRunFamily}:1`);

  test.each<[what: string, question: Authorization]>([
    [
      "pass another role on",
      { action: "iam:PassRole", resource: "arn:aws:iam::111122223333:role/admin", context: toTasks },
    ],
    [
      "pass on the role that it was started with",
      {
        action: "iam:PassRole",
        resource: `arn:aws:iam::111122223333:role/${config.names.executionRole}`,
        context: toTasks,
      },
    ],
    [
      "pass its own role on",
      {
        action: "iam:PassRole",
        resource: `arn:aws:iam::111122223333:role/${config.names.workerRole}`,
        context: toTasks,
      },
    ],
    [
      "pass a flow run's role to another service",
      {
        action: "iam:PassRole",
        resource: `arn:aws:iam::111122223333:role/${config.names.flowRunRole}`,
        context: { "iam:PassedToService": "lambda.amazonaws.com" },
      },
    ],
    [
      "run a flow in another cluster",
      { action: "ecs:RunTask", resource: ownFamily, context: inCluster(`${ownCluster}-other`) },
    ],
    [
      "run another task definition in its cluster",
      {
        action: "ecs:RunTask",
        resource: at("ecs", "task-definition/payroll:1"),
        context: inCluster(ownCluster),
      },
    ],
    [
      "run a flow of a deployment that is named alike",
      {
        action: "ecs:RunTask",
        resource: at("ecs", `task-definition/${config.names.flowRunFamily}-2-flow-run:1`),
        context: inCluster(ownCluster),
      },
    ],
    [
      "stop a task elsewhere",
      {
        action: "ecs:StopTask",
        resource: at("ecs", `task/${ownCluster}-other/0123456789abcdef0123456789abcdef`),
        context: inCluster(`${ownCluster}-other`),
      },
    ],
    [
      "tag a task that runs already",
      {
        action: "ecs:TagResource",
        resource: at("ecs", `task/${ownCluster}/0123456789abcdef0123456789abcdef`),
      },
    ],
    [
      "read any secret",
      { action: "secretsmanager:GetSecretValue", resource: at("secretsmanager", "secret:payroll-AbCdEf") },
    ],
    [
      "read Prefect's secret itself",
      {
        action: "secretsmanager:GetSecretValue",
        resource: at("secretsmanager", `secret:${config.names.secret}-AbCdEf`),
      },
    ],
    ["receive from another queue", { action: "sqs:ReceiveMessage", resource: at("sqs", "payroll") }],
    [
      "read another log",
      { action: "logs:GetLogEvents", resource: at("logs", "log-group:payroll:log-stream:a") },
    ],
    ["create a cluster", { action: "ecs:CreateCluster", resource: at("ecs", "cluster/another") }],
  ])("the worker may not %s", async (_what, question) => {
    expect(await answer("worker", question)).toBe(false);
  });

  test.each<[what: string, question: Authorization]>([
    [
      "read another secret",
      { action: "secretsmanager:GetSecretValue", resource: at("secretsmanager", "secret:payroll-AbCdEf") },
    ],
    [
      "write another log",
      { action: "logs:PutLogEvents", resource: at("logs", "log-group:payroll:log-stream:a") },
    ],
    ["run a task", { action: "ecs:RunTask", resource: ownFamily, context: inCluster(ownCluster) }],
    [
      "pull an image of another account",
      { action: "ecr:BatchGetImage", resource: `arn:aws:ecr:${region}:999988887777:repository/payroll` },
    ],
  ])("neither execution role may %s", async (_what, question) => {
    expect(await answer("execution", question)).toBe(false);
    expect(await answer("flow_run_execution", question)).toBe(false);
  });

  test("the worker may run a flow in its cluster, which shows that the questions are the right ones", async () => {
    const question = { action: "ecs:RunTask", resource: ownFamily, context: inCluster(ownCluster) };
    expect(await answer("worker", question)).toBe(true);
  });

  async function answer(role: Role, question: Authorization): Promise<boolean> {
    const address = `aws_iam_role_policy.${role}`;
    const policies = [JSON.parse(legible(String(stack.element(address)["policy"])))];
    const roleArn = `arn:aws:iam::111122223333:role/${deploymentName}-${role}`;
    return isAllowed({ roleArn, region, policies }, question);
  }
});

type Role = "worker" | "execution" | "flow_run_execution";
