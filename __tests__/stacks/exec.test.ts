import { describe, expect, test } from "@jest/globals";
import type { WorkerConfig, WorkerStackConfig } from "../../stacks/config.ts";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

const SHELL = { ...stackConfig().worker, isExecEnabled: true, isRootReadOnly: false };
const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f";
const KEY: WorkerStackConfig["encryption"] = { kind: "existing-key", keyArn: KEY_ARN };

describe("without ECS Exec", () => {
  const stack = template();

  test("nothing of it is there", () => {
    expect(stack.element("aws_ecs_service.worker")["enable_execute_command"]).toBe(false);
    expect(stack.container["linuxParameters"]).not.toHaveProperty("initProcessEnabled");
    expect(stack.text).not.toContain("ssmmessages");
  });

  test.each<[string, WorkerStackConfig["encryption"]]>([
    ["without a key", { kind: "aws" }],
    ["with a key", KEY],
  ])("%s the cluster says so, since nothing else takes back what it had with ECS Exec", (_, encryption) => {
    expect(template({ encryption }).element("aws_ecs_cluster.worker")["configuration"]).toEqual({
      execute_command_configuration: { logging: "DEFAULT" },
    });
  });
});

describe("with ECS Exec", () => {
  const stack = template({ worker: SHELL });

  test("the service allows it, and something reaps what a shell leaves behind", () => {
    expect(stack.element("aws_ecs_service.worker")["enable_execute_command"]).toBe(true);
    expect(stack.container["linuxParameters"]).toHaveProperty("initProcessEnabled", true);
  });

  test("CKV_AWS_223: the cluster logs each session to the deployment's log group", () => {
    expect(stack.element("aws_ecs_cluster.worker")["configuration"]).toEqual({
      execute_command_configuration: {
        logging: "OVERRIDE",
        log_configuration: {
          cloud_watch_log_group_name: "/prefect-ecs-worker/etl-production",
          cloud_watch_encryption_enabled: false,
        },
      },
    });
  });

  test("CKV_AWS_224: where there is a key, sessions and their log are encrypted with it", () => {
    const encrypted = template({ worker: SHELL, encryption: KEY });
    expect(encrypted.element("aws_ecs_cluster.worker")["configuration"]).toMatchObject({
      execute_command_configuration: {
        kms_key_id: KEY_ARN,
        log_configuration: { cloud_watch_encryption_enabled: true },
      },
    });
    expect(statements(encrypted).at(-1)).toMatchObject({
      Sid: "DecryptSessions",
      Action: ["kms:Decrypt"],
      Resource: [KEY_ARN],
    });
  });

  test("the worker's role may open sessions and write their log", () => {
    const group = "arn:aws:logs:eu-west-1:111122223333:log-group:/prefect-ecs-worker/etl-production:*";
    expect(statements(stack).slice(-3)).toMatchObject([
      {
        Sid: "OpenSessions",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
      },
      { Sid: "FindSessionLog", Action: ["logs:DescribeLogGroups"] },
      {
        Sid: "WriteSessionLog",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: [group],
      },
    ]);
  });

  test("warns of the shell, and of a root filesystem that its agent cannot, or anybody can, write to", () => {
    const on = expect.stringContaining("ECS Exec is on");
    const warningsOf = (worker: WorkerConfig) => template({ worker, encryption: KEY }).warnings;
    expect(warningsOf(SHELL)).toEqual([expect.stringContaining("worker.read_only_root is false"), on]);
    expect(warningsOf({ ...SHELL, isRootReadOnly: true })).toEqual([
      on,
      expect.stringContaining("ECS Exec will not work"),
    ]);
  });

  test("warns of sessions without a key", () => {
    expect(stack.warnings.at(-1)).toContain("Sessions of ECS Exec are encrypted by TLS alone");
  });

  test("leaves an existing cluster as it is, and says so", () => {
    const shared = template({ worker: SHELL, cluster: { kind: "existing", cluster: "shared" } });
    expect(shared.addresses).not.toContain("aws_ecs_cluster.worker");
    expect(shared.warnings.at(-1)).toContain(
      "Sessions of ECS Exec are logged and encrypted as the existing cluster is set up to",
    );
  });
});

function statements(stack: ReturnType<typeof template>) {
  return (stack.parsed("aws_iam_role_policy.worker", "policy") as { readonly Statement: unknown[] })
    .Statement;
}
