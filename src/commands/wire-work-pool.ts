import type { Environment } from "../config/environments.ts";
import { isFilled, mergeDefaults, type JobVariableDefaults } from "../prefect/base-job-template.ts";
import { readWorkPool, updateBaseJobTemplate } from "../prefect/work-pool.ts";
import type { OutputValue } from "../terraform/terraform.ts";
import { OutsideError } from "../errors.ts";
import type { Context } from "./context.ts";
import { jobVariables, stackOutputs } from "./job-variables.ts";

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
  const { prefect, log, settings } = context;
  const pool = environment.deployment.work_pool.name;
  const wanted = jobVariables(
    environment,
    stackOutputs.parse(mapValues(outputs)),
    settings.prefect.credential.kind,
  );
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

function mapValues(outputs: Readonly<Record<string, OutputValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
