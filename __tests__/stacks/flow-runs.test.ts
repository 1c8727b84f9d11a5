import { describe, expect, test } from "@jest/globals";
import type { FlowRunsConfig, WorkerStackConfig } from "../../stacks/config.ts";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

const OWN = "arn:aws:iam::111122223333:role/etl-production-";
const TASK_ROLE = "arn:aws:iam::111122223333:role/flows";
const EXECUTION_ROLE = "arn:aws:iam::111122223333:role/starts-flows";
const streams = (group: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${group}:log-stream:*`;
const WORKERS_GROUP = "/prefect-ecs-worker/etl-production";

describe("roles of flow runs", () => {
  test.each<[name: string, given: Partial<FlowRunsConfig>, passed: readonly string[]]>([
    ["none", {}, [`${OWN}flow-run-exec`, `${OWN}flow-run`]],
    ["a task role", { taskRoleArn: TASK_ROLE }, [`${OWN}flow-run-exec`, TASK_ROLE]],
    ["an execution role", { executionRoleArn: EXECUTION_ROLE }, [EXECUTION_ROLE, `${OWN}flow-run`]],
    ["both", { taskRoleArn: TASK_ROLE, executionRoleArn: EXECUTION_ROLE }, [EXECUTION_ROLE, TASK_ROLE]],
  ])("given %s: the worker may pass exactly the two in use", (_name, given, passed) => {
    expect(statement(given, "worker", "GiveFlowRunsTheirRoles")?.Resource).toEqual(passed);
  });

  test("a task role is made only where none is given, and told either way", () => {
    const stack = template({ flowRuns: { capacity: "fargate", taskRoleArn: TASK_ROLE } });
    expect(stack.addresses).not.toContain("aws_iam_role.flow_run");
    expect(stack.root["output"]).toMatchObject({ flow_run_role_arn: { value: TASK_ROLE } });
  });

  test("and so is an execution role", () => {
    const stack = template({ flowRuns: { capacity: "fargate", executionRoleArn: EXECUTION_ROLE } });
    expect(stack.addresses.filter((address) => address.endsWith(".flow_run_execution"))).toEqual([]);
    expect(stack.root["output"]).toMatchObject({ flow_run_execution_role_arn: { value: EXECUTION_ROLE } });
  });

  test("the worker's execution role pulls and logs for the worker alone", () => {
    const image = "444455556666.dkr.ecr.us-east-1.amazonaws.com/flows:v3";
    expect(statement({ image, logGroup: "/flows" }, "execution", "PullImages")).toBeUndefined();
    expect(statement({ logGroup: "/flows" }, "execution", "WriteLogs")?.Resource).toEqual([
      streams(WORKERS_GROUP),
    ]);
  });

  test("their own one also pulls their image from another account", () => {
    const image = "444455556666.dkr.ecr.us-east-1.amazonaws.com/flows:v3";
    expect(statement({ image }, "flow_run_execution", "PullImages")?.Resource).toEqual([
      "arn:aws:ecr:eu-west-1:111122223333:repository/*",
      "arn:aws:ecr:us-east-1:444455556666:repository/flows",
    ]);
  });
});

test("a log group of flow runs is written by their execution role and read by the worker after a crash", () => {
  const given = { logGroup: "/flows" };
  expect(statement(given, "flow_run_execution", "WriteLogs")?.Resource).toEqual([streams("/flows")]);
  expect(statement(given, "worker", "ForwardLogsOfCrashedFlowRuns")?.Resource).toEqual([streams("/flows")]);
});

test("a role that is given must be of the deployment's account, which a plan checks", () => {
  const roleArn = "arn:aws:iam::444455556666:role/worker";
  const conditionsOf = (overrides: Partial<WorkerStackConfig>) =>
    template(overrides).element("data.aws_caller_identity.current")["lifecycle"];
  expect(conditionsOf({})).toBeUndefined();
  expect(
    conditionsOf({
      flowRuns: { capacity: "fargate", taskRoleArn: TASK_ROLE },
      worker: { ...stackConfig().worker, role: { kind: "existing", roleArn } },
    }),
  ).toEqual({
    postcondition: [
      {
        condition: '${self.account_id == "444455556666"}',
        error_message: expect.stringContaining(`worker.role_arn: ${roleArn} is a role of another account`),
      },
      {
        condition: '${self.account_id == "111122223333"}',
        error_message: expect.stringContaining(`flow_runs.task_role_arn: ${TASK_ROLE} is`),
      },
    ],
  });
});

describe("a log group of their own", () => {
  test("is looked up when Terraform plans: without it none of them would start", () => {
    const stack = template({ flowRuns: { capacity: "fargate", logGroup: "/flows" } });
    expect(stack.element("data.aws_cloudwatch_log_groups.flow_runs")).toEqual({
      log_group_name_prefix: "/flows",
      lifecycle: {
        postcondition: [
          {
            condition: '${contains(self.log_group_names, "/flows")}',
            error_message: expect.stringContaining("there is no log group /flows in eu-west-1"),
          },
        ],
      },
    });
  });

  test("is nobody's concern where there is none", () => {
    expect(template().text).not.toContain("aws_cloudwatch_log_groups");
  });
});

describe("Spot for flow runs", () => {
  const ASSOCIATION = "aws_ecs_cluster_capacity_providers.worker";

  test.each(["fargate-spot", "mixed"] as const)("%s: the made cluster has both providers", (capacity) => {
    const stack = template({ flowRuns: { capacity } });
    expect(stack.element(ASSOCIATION)["capacity_providers"]).toEqual(["FARGATE", "FARGATE_SPOT"]);
    expect(stack.element("aws_ecs_service.worker")["depends_on"]).not.toContain(ASSOCIATION);
  });

  test("is left to an existing cluster's keeper", () => {
    const cluster = { kind: "existing", cluster: "shared" } as const;
    expect(template({ cluster, flowRuns: { capacity: "mixed" } }).addresses).not.toContain(ASSOCIATION);
  });
});

interface Statement {
  readonly Sid: string;
  readonly Resource: readonly string[];
}

type Role = "worker" | "execution" | "flow_run_execution";

function statement(given: Partial<FlowRunsConfig>, role: Role, sid: string) {
  const stack = template({ flowRuns: { capacity: "fargate", ...given } });
  const { Statement } = stack.parsed(`aws_iam_role_policy.${role}`, "policy") as { Statement: Statement[] };
  return Statement.find(({ Sid }) => Sid === sid);
}
