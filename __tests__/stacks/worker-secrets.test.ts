import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/db-AbCdEf";
const OTHER = "arn:aws:secretsmanager:us-east-1:444455556666:secret:lake-GhIjKl";
const PARAMETER = "arn:aws:ssm:eu-west-1:111122223333:parameter/etl/host";
const secrets = { PASSWORD: `${SECRET}:password::`, USER: `${SECRET}:user::`, HOST: PARAMETER, LAKE: OTHER };

describe("the worker's own secrets", () => {
  const stack = template({ worker: { ...stackConfig().worker, secrets } });
  const { Statement: statements } = stack.parsed("aws_iam_role_policy.execution", "policy") as {
    readonly Statement: readonly { readonly Sid: string }[];
  };

  test("stand beside Prefect's credential, sorted by name, and never in the environment", () => {
    expect(stack.container["secrets"]).toEqual([
      { name: "PREFECT_API_KEY", valueFrom: "${aws_secretsmanager_secret.prefect_credential.arn}" },
      { name: "HOST", valueFrom: PARAMETER },
      { name: "LAKE", valueFrom: OTHER },
      { name: "PASSWORD", valueFrom: `${SECRET}:password::` },
      { name: "USER", valueFrom: `${SECRET}:user::` },
    ]);
    expect(stack.container["environment"]).not.toContainEqual(expect.objectContaining({ name: "HOST" }));
  });

  test("are none that a flow run can be started with, whichever its deployment names", () => {
    const { policy } = stack.element("aws_iam_role_policy.flow_run_execution");
    expect(policy).toContain(":secret:etl-production-prefect-??????");
    expect([SECRET, OTHER, PARAMETER].filter((arn) => String(policy).includes(arn))).toEqual([]);
  });

  test("are read with the execution role, and no others", () => {
    expect(statements.slice(-4)).toEqual([
      {
        Sid: "ReadWorkerSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [SECRET, OTHER],
      },
      {
        Sid: "DecryptWorkerSecrets",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:eu-west-1:111122223333:key/*", "arn:aws:kms:us-east-1:444455556666:key/*"],
        Condition: {
          StringEquals: {
            "kms:ViaService": [
              "secretsmanager.eu-west-1.amazonaws.com",
              "secretsmanager.us-east-1.amazonaws.com",
            ],
            "kms:EncryptionContext:SecretARN": [SECRET, OTHER],
          },
        },
      },
      {
        Sid: "ReadWorkerParameters",
        Effect: "Allow",
        Action: ["ssm:GetParameters"],
        Resource: [PARAMETER],
      },
      {
        Sid: "DecryptWorkerParameters",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:eu-west-1:111122223333:key/*"],
        Condition: {
          StringEquals: {
            "kms:ViaService": ["ssm.eu-west-1.amazonaws.com"],
            "kms:EncryptionContext:PARAMETER_ARN": [PARAMETER],
          },
        },
      },
    ]);
  });
});
