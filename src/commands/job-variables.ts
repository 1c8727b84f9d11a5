import { z } from "zod";
import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import type { JobVariableDefaults } from "../prefect/base-job-template.ts";
import type { PrefectCredential } from "../prefect/client.ts";

const OUTPUT_LIST = z.array(z.string());

/** What the stack tells of itself, as far as flow runs need it. */
export const stackOutputs = z.object({
  cluster_arn: z.string(),
  vpc_id: z.string(),
  subnet_ids: OUTPUT_LIST,
  security_group_ids: OUTPUT_LIST,
  flow_run_execution_role_arn: z.string(),
  flow_run_role_arn: z.string(),
  log_group: z.string(),
  secret_arn: z.string(),
});

/** Stands in a plan for what is known only once the resource exists. */
const KNOWN_AFTER_APPLY = "(known after apply)";

/** The stack's outputs as a plan tells them. */
export function knownAfterApply(planned: Readonly<Record<string, unknown>>): z.output<typeof stackOutputs> {
  const unknown = Object.entries(stackOutputs.shape).map(([name, type]) => [
    name,
    type === OUTPUT_LIST ? [KNOWN_AFTER_APPLY] : KNOWN_AFTER_APPLY,
  ]);
  return stackOutputs.parse({ ...Object.fromEntries(unknown), ...planned });
}

/**
 * What a flow run's task needs, as defaults of the work pool's job variables. Names and shapes are those of
 * prefect-aws's ECS variables; the network's is flat and in camelCase.
 */
export function jobVariables(
  { deployment, deploymentName }: Environment,
  outputs: z.output<typeof stackOutputs>,
  credential: PrefectCredential["kind"],
): JobVariableDefaults {
  const { flow_runs: flowRuns, network, prefect } = deployment;
  return {
    cluster: outputs.cluster_arn,
    family: resourceNames(deploymentName).flowRunFamily,
    vpc_id: outputs.vpc_id,
    network_configuration: {
      subnets: outputs.subnet_ids,
      securityGroups: flowRuns.security_group_ids ?? outputs.security_group_ids,
      assignPublicIp: network.assign_public_ip ? "ENABLED" : "DISABLED",
    },
    execution_role_arn: outputs.flow_run_execution_role_arn,
    task_role_arn: outputs.flow_run_role_arn,
    configure_cloudwatch_logs: true,
    // The execution role may not create log groups, and need not.
    cloudwatch_logs_options: {
      "awslogs-group": flowRuns.log_group ?? outputs.log_group,
      "awslogs-create-group": "false",
    },
    cloudwatch_logs_prefix: "flow-run",
    match_latest_revision_in_family: flowRuns.match_latest_revision_in_family,
    ...strategyVariable(flowRuns),
    ...given({ image: flowRuns.image, cpu: flowRuns.cpu, memory: flowRuns.memory }),
    ...secretVariable(prefect, credential, outputs.secret_arn),
  };
}

type FlowRuns = Environment["deployment"]["flow_runs"];

/**
 * The launch type stays FARGATE: the worker makes a task definition for Fargate because of it, and leaves it
 * out of RunTask because of the strategy. A base would hold all flow runs, as each is a RunTask of its own.
 */
function strategyVariable({ capacity, spot }: FlowRuns): JobVariableDefaults {
  const onSpot = { capacityProvider: "FARGATE_SPOT", weight: spot?.spot_weight ?? 1, base: 0 };
  const onDemand = { capacityProvider: "FARGATE", weight: spot?.on_demand_weight ?? 1, base: 0 };
  switch (capacity) {
    case "fargate":
      return {};
    case "fargate-spot":
      return { capacity_provider_strategy: [onSpot] };
    case "mixed":
      return { capacity_provider_strategy: [onSpot, onDemand] };
  }
}

/** Without this, the worker would copy its credential in clear text into each flow run's task. */
function secretVariable(
  configured: Environment["deployment"]["prefect"],
  kind: PrefectCredential["kind"],
  secretArn: string,
): JobVariableDefaults {
  if (configured.api_key_secret_arn !== undefined) return { prefect_api_key_secret_arn: secretArn };
  if (configured.auth_string_secret_arn !== undefined)
    return { prefect_api_auth_string_secret_arn: secretArn };
  switch (kind) {
    case "api-key":
      return { prefect_api_key_secret_arn: secretArn };
    case "auth-string":
      return { prefect_api_auth_string_secret_arn: secretArn };
    case "none":
      return {};
  }
}

/** What a file says nothing of is left to the work pool. */
function given(variables: JobVariableDefaults): JobVariableDefaults {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
