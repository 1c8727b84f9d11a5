import { describe, expect, test } from "@jest/globals";
import { type Json, synthesizedAnew, template } from "./assertions.ts";
import { existingNetwork, stackConfig } from "./stack-config.ts";

describe("the synthesized stack", () => {
  test("asks for Terraform with write-only arguments, and for a range of the provider", () => {
    expect(template().root["terraform"]).toMatchObject({
      required_version: ">= 1.11.0",
      required_providers: { aws: { source: "aws", version: ">= 5.100.0, < 7.0.0" } },
    });
  });

  test("names no backend: where the state lies is for whoever runs Terraform to say", () => {
    expect(template().root["terraform"]).not.toHaveProperty("backend");
  });

  test("is the same text each time", () => {
    expect(synthesizedAnew(stackConfig())).toEqual(synthesizedAnew(stackConfig()));
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
      "flow_run_execution_role_arn",
      "flow_run_role_arn",
      "log_group",
      "region",
      "revision",
      "secret_arn",
      "security_group_id",
      "security_group_ids",
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

describe("warnings", () => {
  test("there are none for the usual configuration", () => {
    expect(template().warnings).toEqual([]);
  });

  test("tell of public addresses", () => {
    const network = existingNetwork({ assignPublicIp: true });
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
