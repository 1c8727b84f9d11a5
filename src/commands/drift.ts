import { environmentByName } from "../config/environments.ts";
import type { WorkerFile } from "../config/worker-file.ts";
import { OutsideError, UserError } from "../errors.ts";
import { renderSummary } from "../report/summary.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import { each } from "./each.ts";
import { plan } from "./plan.ts";
import { openState, recordsOf } from "./state.ts";
import { Storyteller, type Facts } from "./storyteller.ts";

/**
 * Plans every persistent environment that this branch deployed, or the one that is named, and writes what
 * differs into the job summary: resources, and the defaults in the work pool's template. The commit's status stays
 * what the last apply made it.
 * @throws OutsideError when any of them differs from its configuration; UserError when the one that is named is not
 *   deployed
 */
export async function drift(context: Context, file: WorkerFile, only?: string): Promise<void> {
  const { refName } = context.settings.github;
  const records = (await recordsOf(context, await openState(context))).filter(
    ({ name, ephemeral, environment }) =>
      name === file.name && (only === undefined ? !ephemeral : environment === only),
  );
  // Another branch's configuration is not checked out here.
  const isHere = ({ branch }: EnvironmentRecord) => only !== undefined || branch === refName;
  for (const { environment, branch } of records.filter((record) => !isHere(record))) {
    context.log.notice(`${environment} was not looked at: it is deployed from the branch ${branch}.`);
  }
  if (records.length === 0) tellNothingDeployed(context, file, only);
  context.setOutputs({ changed: "false" });
  await each(records.filter(isHere), context.interrupt, (record) => compare(context, file, record));
}

/** A green check must not say of what is not there that it is as it should be. */
function tellNothingDeployed({ log, settings }: Context, { name }: WorkerFile, only?: string): void {
  const where = `in the region ${settings.aws.region}, in the account of these credentials`;
  if (only === undefined) {
    log.notice(`Nothing was looked at: no persistent environment of ${name} is deployed ${where}.`);
    return;
  }
  throw new UserError(
    "not-deployed",
    `The environment "${only}" of ${name} is not deployed ${where}: there is nothing to compare. ` +
      "Check region, credentials and the input state-bucket, or run the command apply first.",
  );
}

async function compare(context: Context, file: WorkerFile, record: EnvironmentRecord): Promise<void> {
  if (!file.environments.has(record.entry)) {
    throw new UserError(
      "environment-not-configured",
      `${record.environment} is deployed, but ${context.settings.configPath} has no entry "${record.entry}" any more. ` +
        "Put it back, or destroy the environment by its name.",
    );
  }
  const storyteller = new Storyteller(context, {
    deploymentName: record.deploymentName,
    environment: record.environment,
    workPool: record.prefect.workPool,
    commit: record.commit,
    links: { run: context.settings.github.runUrl },
    pullRequests: () => Promise.resolve([]),
  });
  const outcome = await plan(
    context,
    environmentByName(file, record.environment, record.branch),
    storyteller,
  );
  await context.writeSummary(renderSummary(storyteller.story(outcome)));
  const differences = differencesOf(storyteller.facts);
  if (differences.length === 0) return;
  context.setOutputs({ changed: "true" });
  throw new OutsideError(
    "drift",
    `${record.environment} differs from its configuration: ${differences.join(", and ")}. ` +
      "Read the plan in the job summary; run the command apply to restore what was changed or removed. " +
      "A default that somebody gave a job variable is then kept as theirs.",
  );
}

function differencesOf({ plan: resources, template }: Facts): string[] {
  const changes = resources?.changes.length ?? 0;
  const variables = (template?.drift ?? []).map(({ variable }) => variable);
  return [
    ...(changes === 0 ? [] : [`${changes} resources would change`]),
    ...(variables.length === 0
      ? []
      : [`somebody changed or removed the work pool's defaults of ${variables.join(", ")}`]),
  ];
}
