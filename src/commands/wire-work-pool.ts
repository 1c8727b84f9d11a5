import { isDeepStrictEqual } from "node:util";
import type { Environment } from "../config/environments.ts";
import { OutsideError, UserError } from "../errors.ts";
import {
  isFilled,
  mergeDefaults,
  type BaseJobTemplate,
  type JobVariableDefaults,
  type LastTime,
  type MergedTemplate,
} from "../prefect/base-job-template.ts";
import { templateDifference, type TemplateDifference } from "../prefect/template-difference.ts";
import { readWorkPool, updateBaseJobTemplate } from "../prefect/work-pool.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { OutputValue } from "../terraform/terraform.ts";
import type { Context } from "./context.ts";
import { jobVariables, knownAfterApply, stackOutputs } from "./job-variables.ts";
import type { Preflight } from "./preflight.ts";
import { hasMade, isSamePool, lastTimeOf, NOTHING_YET, workPoolMark } from "./work-pool-ownership.ts";

/** A worker fills the template in when it first meets the pool, just before its first heartbeat. */
const TEMPLATE_TIMEOUT_SECONDS = 30;

/** An environment's work pool before the run, and what earlier runs did there. */
export interface PoolToWire {
  readonly template: BaseJobTemplate | undefined;
  /** Whether this environment made the pool, or is about to. */
  readonly isMade: boolean;
  readonly isWired: boolean;
  readonly lastTime: LastTime;
  /** What this run has set in it already. */
  readonly wired: Pick<TemplateDifference, "changes" | "completed">;
}

export function poolToWire(
  { settings }: Context,
  { deployment }: Environment,
  checked: Pick<Preflight, "workPool" | "state" | "environmentName">,
  former: EnvironmentRecord | undefined,
): PoolToWire {
  const { workPool: pool } = checked;
  const { name, manage } = deployment.work_pool;
  // The configuration may name another pool by now.
  const named = { workPool: name, apiUrl: settings.prefect.apiUrl };
  const isSame = former !== undefined && isSamePool(former.prefect, named);
  const record = isSame ? former : undefined;
  const isMade = pool === undefined || hasMade(record, pool, workPoolMark(settings.aws.region, checked));
  return {
    template: pool?.base_job_template,
    isMade,
    isWired: isMade || manage === "wire",
    lastTime: record === undefined ? NOTHING_YET : lastTimeOf(record, pool),
    wired: { changes: [], completed: [] },
  };
}

/** What an apply would do to the pool's defaults, as far as the plan's outputs tell; changes nothing. */
export function foreseeWiring(
  { settings }: Context,
  environment: Environment,
  plannedOutputs: Readonly<Record<string, unknown>>,
  { template, isWired, lastTime }: PoolToWire,
): TemplateDifference {
  const outputs = knownAfterApply(plannedOutputs);
  const wanted = jobVariables(environment, outputs, settings.prefect.credential.kind);
  return templateDifference(template, wanted, lastTime, isWired);
}

/**
 * Refuses a work pool in which every flow run's task would show Prefect's credential.
 * @throws UserError before anything is changed
 */
export function refuseToShowCredential(
  workPool: string,
  { missingSecretVariable }: TemplateDifference,
): void {
  if (missingSecretVariable === undefined) return;
  throw new UserError(
    "credential-exposed",
    `The work pool "${workPool}" was not made by this environment and has no default for ${missingSecretVariable} that its job configuration refers to: ` +
      "the worker would copy Prefect's credential in clear text into each flow run's task. " +
      "Set work_pool.manage to wire to have it set, or set it there to the ARN of the secret that holds the credential.",
  );
}

export interface Wiring {
  readonly difference: TemplateDifference;
  readonly lastTime: LastTime;
}

/** Writes down what the pool's defaults are about to be, and were until now. */
export type Remember = (lastTime: LastTime) => Promise<void>;

/**
 * Sets what flow runs need as defaults of the pool's job variables; what a person set there stays. A pool of
 * somebody else is left alone unless the configuration says otherwise.
 * @returns what differed, and what was set, to be told from a person's values the next time
 */
export async function wireWorkPool(
  context: Context,
  environment: Environment,
  outputs: Readonly<Record<string, OutputValue>>,
  before: PoolToWire,
  remember: Remember,
): Promise<Wiring> {
  const { settings } = context;
  const pool = environment.deployment.work_pool.name;
  const wanted = jobVariables(
    environment,
    stackOutputs.parse(mapValues(outputs)),
    settings.prefect.credential.kind,
  );
  const template = await filledTemplate(context, pool);
  const { isWired, wired } = before;
  // In a template that was filled in just now nothing is left of what earlier runs set.
  const isFresh = before.template === undefined || !isFilled(before.template);
  const lastTime = isFresh ? NOTHING_YET : before.lastTime;
  if (!isWired) {
    context.log.notice(
      `Work pool ${pool}: its job variables stay as they are, since this environment did not make it. ` +
        "Set work_pool.manage to wire to have them set.",
    );
    return { difference: templateDifference(template, wanted, lastTime, isWired), lastTime };
  }
  const merged = await setDefaults(context, pool, template, { wanted, lastTime, remember });
  const rest = templateDifference(template, wanted, lastTime, isWired);
  const difference = {
    ...rest,
    changes: [...wired.changes, ...rest.changes],
    completed: [...wired.completed, ...rest.completed],
  };
  say(context, pool, difference);
  return { difference, lastTime: merged.lastTime };
}

/**
 * Merges defaults into a filled template, and writes it where that changes anything. What is about to be set is
 * remembered first, and the template read once more right before it is written, as Prefect has no conditional write.
 */
export async function setDefaults(
  { prefect }: Pick<Context, "prefect">,
  pool: string,
  template: BaseJobTemplate,
  { wanted, lastTime, remember }: { wanted: JobVariableDefaults; lastTime: LastTime; remember: Remember },
): Promise<MergedTemplate> {
  const merged = mergeDefaults(template, wanted, lastTime);
  if (isDeepStrictEqual(merged.template, template)) return merged;
  await remember({ ...merged.lastTime, before: lastTime.set });
  const now = (await readWorkPool(prefect, pool))?.base_job_template ?? template;
  if (!isDeepStrictEqual(now, template)) {
    return await setDefaults({ prefect }, pool, now, { wanted, lastTime, remember });
  }
  await updateBaseJobTemplate(prefect, pool, merged.template);
  return merged;
}

async function filledTemplate({ prefect, seconds, sleep }: Context, name: string): Promise<BaseJobTemplate> {
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

function say({ log }: Context, pool: string, { changes, completed }: TemplateDifference): void {
  const names = (...actions: readonly string[]) =>
    changes.filter(({ action }) => actions.includes(action)).map(({ variable }) => variable);
  const tell = (what: string, variables: readonly string[], level: "info" | "notice" | "warning") => {
    if (variables.length > 0) log[level](`Work pool ${pool}: ${what} ${variables.join(", ")}.`);
  };
  tell("set the defaults of", names("set", "unset"), "info");
  tell("added what its template did not know,", completed, "info");
  tell("kept somebody's defaults of", names("kept"), "notice");
  tell("its template has no place for", names("unplaced"), "warning");
}

function mapValues(outputs: Readonly<Record<string, OutputValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
