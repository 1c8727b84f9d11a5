import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { EXISTING_SECRET_ARN } from "./stack-config.ts";

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

  test("of our own leaves its name free when it is destroyed", () => {
    expect(template().element("aws_secretsmanager_secret.prefect_credential")).toMatchObject({
      name: "etl-production-prefect",
      recovery_window_in_days: 0,
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
