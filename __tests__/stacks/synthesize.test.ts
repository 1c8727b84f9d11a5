import { describe, expect, test } from "@jest/globals";
import { RESERVED_ENV } from "../../stacks/reserved-env.ts";
import { type Json, template } from "./assertions.ts";
import { EXISTING_SECRET_ARN, stackConfig } from "./stack-config.ts";

describe("the synthesized stack", () => {
  test("asks for Terraform with write-only arguments, and for a range of the provider", () => {
    expect(template().root["terraform"]).toMatchObject({
      required_version: ">= 1.11.0",
      required_providers: { aws: { source: "aws", version: ">= 5.100.0, < 7.0.0" } },
    });
  });

  test("is the same text each time", () => {
    expect(template().text).toBe(template().text);
  });

  test("holds no unresolved token", () => {
    expect(template().text).not.toContain("TfToken");
  });

  test("does not let Terraform evaluate what a user wrote", () => {
    const worker = { ...stackConfig().worker, env: { MY_TEXT: '${file("/etc/passwd")}' } };
    const { container, root } = template({ worker, tags: { "${var.x}": "%{ if true }" } });
    expect(container["environment"]).toContainEqual({ name: "MY_TEXT", value: '$${file("/etc/passwd")}' });
    expect(JSON.stringify(root["provider"])).toContain('"$${var.x}":"%%{ if true }"');
  });

  test("tells what the work pool must be wired with, each with a description", () => {
    const outputs = template().root["output"] as Readonly<Record<string, Json>>;
    expect(Object.keys(outputs)).toEqual([
      "cluster_arn",
      "cluster_name",
      "event_queue_url",
      "execution_role_arn",
      "flow_run_role_arn",
      "log_group",
      "region",
      "revision",
      "secret_arn",
      "security_group_id",
      "service_arn",
      "service_name",
      "subnet_ids",
      "task_definition_arn",
      "vpc_id",
      "worker_role_arn",
    ]);
    for (const { description } of Object.values(outputs)) expect(description).toMatch(/^[A-Z].{3,}/);
    expect(outputs["revision"]?.["value"]).toBe(template().revision);
    expect(outputs["subnet_ids"]?.["value"]).toEqual(["subnet-0a", "subnet-0b"]);
  });
});

describe("Prefect's credential", () => {
  const API_URL = "https://prefect.example.com/api";

  test("of our own goes from an ephemeral variable into a write-only argument", () => {
    const stack = template();
    expect(stack.root["variable"]).toMatchObject({
      prefect_credential: { type: "string", ephemeral: true, sensitive: true },
    });
    expect(stack.element("aws_secretsmanager_secret_version.prefect_credential")).toEqual({
      secret_id: "${aws_secretsmanager_secret.prefect_credential.id}",
      secret_string_wo: "${var.prefect_credential}",
      secret_string_wo_version: 7,
    });
  });

  test("that somebody else keeps is only referred to", () => {
    const { container, root } = template({
      prefect: {
        apiUrl: API_URL,
        credential: {
          kind: "existing-secret",
          variable: "PREFECT_API_AUTH_STRING",
          secretArn: EXISTING_SECRET_ARN,
        },
      },
    });
    expect(container["secrets"]).toEqual([
      { name: "PREFECT_API_AUTH_STRING", valueFrom: EXISTING_SECRET_ARN },
    ]);
    expect(root).not.toHaveProperty("variable");
    expect(root).toHaveProperty("output.secret_arn.value", EXISTING_SECRET_ARN);
  });

  test("is left out where the API asks for none", () => {
    const { container, root } = template({ prefect: { apiUrl: API_URL, credential: { kind: "none" } } });
    expect(container["secrets"]).toEqual([]);
    expect(root).toHaveProperty("output.secret_arn.value", "");
  });
});

describe("the worker's environment", () => {
  test("is sorted by name, so that a plan shows only what changed", () => {
    const worker = { ...stackConfig().worker, env: { ZZZ: "1", AAA: "2" } };
    const names = environmentNames({ worker });
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(["AAA", "ZZZ"]));
  });

  test("sets the reserved names and AWS_RETRY_MODE, no more and no fewer", () => {
    const credentials = ["PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"];
    expect([...environmentNames(), ...credentials].sort()).toEqual(
      [...RESERVED_ENV, "AWS_RETRY_MODE"].sort(),
    );
  });

  test("lets the user choose another retry mode", () => {
    const worker = { ...stackConfig().worker, env: { AWS_RETRY_MODE: "standard" } };
    expect(template({ worker }).container["environment"]).toContainEqual({
      name: "AWS_RETRY_MODE",
      value: "standard",
    });
  });

  function environmentNames(overrides: Parameters<typeof template>[0] = {}): string[] {
    const environment = template(overrides).container["environment"] as readonly { name: string }[];
    return environment.map(({ name }) => name);
  }
});

describe("task events", () => {
  test("of services stay out of the queue in a cluster of our own", () => {
    expect(eventPattern("create").detail).toEqual({
      clusterArn: ["arn:aws:ecs:eu-west-1:111122223333:cluster/etl-production"],
      group: [{ "anything-but": { prefix: "service:" } }],
    });
  });

  test("of other environments stay out of the queue in a shared cluster", () => {
    expect(eventPattern("existing").detail).toEqual({
      clusterArn: ["arn:aws:ecs:eu-west-1:111122223333:cluster/shared"],
      group: [{ prefix: "family:etl-production-flow-run" }],
    });
  });

  test("go to the dead-letter queue after three receipts", () => {
    expect(template().parsed("aws_sqs_queue_redrive_policy.task_events", "redrive_policy")).toEqual({
      deadLetterTargetArn: "${aws_sqs_queue.task_events_dead_letter.arn}",
      maxReceiveCount: 3,
    });
  });

  function eventPattern(kind: "create" | "existing") {
    const cluster = kind === "create" ? { kind } : { kind, cluster: "shared" };
    const pattern = template({ cluster }).parsed("aws_cloudwatch_event_rule.task_events", "event_pattern");
    return pattern as { readonly detail: unknown };
  }
});

describe("warnings", () => {
  test("there are none for the usual configuration", () => {
    expect(template().warnings).toEqual([]);
  });

  test("tell of public addresses", () => {
    const network = { subnetIds: ["subnet-0a"], assignPublicIp: true };
    expect(template({ network }).warnings).toEqual([
      expect.stringContaining("network.assign_public_ip is true"),
    ]);
  });

  test("tell of a credential that travels unencrypted", () => {
    const { credential } = stackConfig().prefect;
    const prefect = { apiUrl: "http://prefect.internal:4200/api", credential };
    expect(template({ prefect }).warnings).toEqual([
      expect.stringContaining("the API URL is http://prefect.internal:4200/api"),
    ]);
    expect(template({ prefect: { ...prefect, credential: { kind: "none" } } }).warnings).toEqual([]);
  });
});
