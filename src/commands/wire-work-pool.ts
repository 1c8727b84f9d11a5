import { z } from "zod";
import type { Environment } from "../config/environments.ts";
import { resourceNames } from "../config/names.ts";
import { isFilled, mergeDefaults, type JobVariableDefaults } from "../prefect/base-job-template.ts";
import { readWorkPool, updateBaseJobTemplate } from "../prefect/work-pool.ts";
import type { OutputValue } from "../terraform/terraform.ts";
import { OutsideError } from "../errors.ts";
import type { Context } from "./context.ts";

/** A worker fills the template in when it first meets the pool, just before its first heartbeat. */
const TEMPLATE_TIMEOUT_SECONDS = 30;

/**
 * Sets what flow runs need as defaults of the pool's job variables; what a person set there stays.
 * @returns what was set, to be told from a person's values the next time
 */
export async function wireWorkPool(
  context: Context,
  environment: Environment,
  outputs: Readonly<Record<string, OutputValue>>,
  setLastTime: JobVariableDefaults,
): Promise<JobVariableDefaults> {
  const { prefect, log } = context;
  const pool = environment.deployment.work_pool.name;
  const wanted = jobVariables(environment, stackOutputs.parse(mapValues(outputs)), context);
  const template = await filledTemplate(context, pool);
  const merged = mergeDefaults(template, wanted, setLastTime);
  if (merged.changed.length > 0) {
    await updateBaseJobTemplate(prefect, pool, merged.template);
    log.info(`Work pool ${pool}: set the defaults of ${merged.changed.join(", ")}.`);
  }
  if (merged.kept.length > 0) {
    log.notice(`Work pool ${pool}: kept somebody's defaults of ${merged.kept.join(", ")}.`);
  }
  return wanted;
}

async function filledTemplate({ prefect, seconds, sleep }: Context, name: string) {
  const deadline = seconds() + TEMPLATE_TIMEOUT_SECONDS;
  for (;;) {
    const pool = await readWorkPool(prefect, name);
    if (pool !== undefined && isFilled(pool.base_job_template)) return pool.base_job_template;
    if (seconds() >= deadline) {
      throw new OutsideError(
        "work-pool-template",
        `The work pool "${name}" has no base job template: its worker did not fill it in. ` +
          "Check that the image in worker.image has prefect-aws, then run again.",
      );
    }
    await sleep(1);
  }
}

const stackOutputs = z.object({
  cluster_arn: z.string(),
  vpc_id: z.string(),
  subnet_ids: z.array(z.string()),
  security_group_id: z.string(),
  execution_role_arn: z.string(),
  flow_run_role_arn: z.string(),
  log_group: z.string(),
  secret_arn: z.string(),
});

/** Names and shapes are those of prefect-aws's ECS variables; the network's is flat and in camelCase. */
function jobVariables(
  { deployment, deploymentName }: Environment,
  outputs: z.output<typeof stackOutputs>,
  { settings }: Context,
): JobVariableDefaults {
  return {
    cluster: outputs.cluster_arn,
    family: resourceNames(deploymentName).flowRunFamily,
    vpc_id: outputs.vpc_id,
    network_configuration: {
      subnets: outputs.subnet_ids,
      securityGroups: [outputs.security_group_id],
      assignPublicIp: deployment.network.assign_public_ip ? "ENABLED" : "DISABLED",
    },
    execution_role_arn: outputs.execution_role_arn,
    task_role_arn: outputs.flow_run_role_arn,
    configure_cloudwatch_logs: true,
    // The execution role may not create log groups, and need not.
    cloudwatch_logs_options: { "awslogs-group": outputs.log_group, "awslogs-create-group": "false" },
    cloudwatch_logs_prefix: "flow-run",
    ...secretVariable(deployment.prefect, settings.prefect.credential.kind, outputs.secret_arn),
  };
}

/** Without this, the worker would copy its credential in clear text into each flow run's task. */
function secretVariable(
  configured: Environment["deployment"]["prefect"],
  kind: Context["settings"]["prefect"]["credential"]["kind"],
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

function mapValues(outputs: Readonly<Record<string, OutputValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
