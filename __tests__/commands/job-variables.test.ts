import { describe, expect, test } from "@jest/globals";
import { jobVariables } from "../../src/commands/job-variables.ts";
import { environmentByName } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";

const OUTPUTS = {
  cluster_arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/etl-production",
  vpc_id: "vpc-0a",
  subnet_ids: ["subnet-0a"],
  security_group_ids: ["sg-0a"],
  flow_run_execution_role_arn: "arn:aws:iam::111122223333:role/etl-production-flow-run-exec",
  flow_run_role_arn: "arn:aws:iam::111122223333:role/etl-production-flow-run",
  log_group: "/prefect-ecs-worker/etl-production",
  secret_arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-production-prefect-AbCdEf",
};

describe("the work pool's defaults", () => {
  test("by default are the stack's own, and leave image, size and launch type to Prefect", () => {
    expect(variablesOf("{}")).toEqual({
      cluster: OUTPUTS.cluster_arn,
      family: "etl-production-flow-run",
      vpc_id: "vpc-0a",
      network_configuration: {
        subnets: ["subnet-0a"],
        securityGroups: ["sg-0a"],
        assignPublicIp: "DISABLED",
      },
      execution_role_arn: OUTPUTS.flow_run_execution_role_arn,
      task_role_arn: OUTPUTS.flow_run_role_arn,
      configure_cloudwatch_logs: true,
      cloudwatch_logs_options: { "awslogs-group": OUTPUTS.log_group, "awslogs-create-group": "false" },
      cloudwatch_logs_prefix: "flow-run",
      match_latest_revision_in_family: true,
      prefect_api_key_secret_arn: OUTPUTS.secret_arn,
    });
  });

  test.each<[yaml: string, expected: object]>([
    [
      "{ image: 'acme/flows:1', cpu: 0.5 vCPU, memory: 1 GB }",
      { image: "acme/flows:1", cpu: 512, memory: 1024 },
    ],
    ["{ log_group: /flows }", { cloudwatch_logs_options: { "awslogs-group": "/flows" } }],
    ["{ security_group_ids: [sg-0b] }", { network_configuration: { securityGroups: ["sg-0b"] } }],
    ["{ match_latest_revision_in_family: false }", { match_latest_revision_in_family: false }],
    [
      "{ capacity: fargate-spot }",
      { capacity_provider_strategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }] },
    ],
    [
      "{ capacity: mixed, spot: { spot_weight: 3 } }",
      {
        capacity_provider_strategy: [
          { capacityProvider: "FARGATE_SPOT", weight: 3, base: 0 },
          { capacityProvider: "FARGATE", weight: 1, base: 0 },
        ],
      },
    ],
  ])("with flow_runs: %s", (yaml, expected) => {
    expect(variablesOf(yaml)).toMatchObject(expected);
  });
});

function variablesOf(yaml: string) {
  const text = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments: { production: { branches: [main] } }
flow_runs: ${yaml}
`;
  const environment = environmentByName(parseWorkerFile(text, "f.yml"), "production", "main");
  return jobVariables(environment, OUTPUTS, "api-key");
}
