import { consoleHost } from "../aws/console.ts";
import type { Environment } from "../config/environments.ts";
import { parseWorkerFile } from "../config/worker-file.ts";
import { newestPullRequestOf, pullRequestsOfPush } from "../github/pull-requests.ts";
import { workPoolUrl } from "../prefect/pages.ts";
import { configurationText } from "../settings.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import { apply } from "./apply.ts";
import type { Context } from "./context.ts";
import { decide, type Decision, type Occasion } from "./decide.ts";
import { destroy } from "./destroy.ts";
import { drift } from "./drift.ts";
import { each } from "./each.ts";
import { exportStack } from "./export.ts";
import { list } from "./list.ts";
import { type Place, placeOf } from "./place.ts";
import { plan } from "./plan.ts";
import { reasonToStay } from "./reason-to-stay.ts";
import { openState, recordsOf, type State } from "./state.ts";
import { status } from "./status.ts";
import { Storyteller, type Subject } from "./storyteller.ts";
import { sweep } from "./sweep.ts";
import { teardownTargets } from "./teardown-targets.ts";
import { tellingHowItEnds } from "./tell.ts";
import { verify } from "./verify.ts";

/** Does what the event and the inputs ask for. */
export async function run(context: Context): Promise<void> {
  const { settings, log, setOutputs } = context;
  const workerFile = () => parseWorkerFile(configurationText(settings), settings.configPath);
  const decision = decide({ ...settings, ...settings.github, workerFile });
  setOutputs({ command: decision.kind === "nothing" ? "none" : decision.kind });
  if ("environment" in decision) setOutputs({ environment: decision.environment.name });
  switch (decision.kind) {
    case "nothing":
      log.notice(decision.notice);
      return;
    case "list":
      return list(context);
    case "sweep":
      return sweep(context, tearDown);
    case "scheduled":
      // What differs is no reason to keep what nobody needs.
      return each(
        [() => drift(context, workerFile()), () => sweep(context, tearDown)],
        context.interrupt,
        (task) => task(),
      );
    case "destroy":
      return tearDownTargets(context, decision);
    case "status":
      return status(context, decision.environment);
    case "drift":
      return drift(context, workerFile(), decision.environment.name);
    case "export":
      return exportStack(context, decision.environment);
    case "plan":
    case "apply":
    case "verify":
      return deploy(context, decision.kind, decision.environment, decision.occasion);
  }
}

async function deploy(
  context: Context,
  command: "plan" | "apply" | "verify",
  environment: Environment,
  occasion: Occasion,
): Promise<void> {
  const { settings, setOutputs, github } = context;
  const { deploymentName, deployment } = environment;
  const place = placeOf(environment);
  // Asked for early, so that the answer is there when the comment is written. Whoever needs it hears of a
  // failure.
  github.login().catch(() => undefined);
  const workPool = deployment.work_pool.name;
  setOutputs({
    ...place,
    "work-pool-url": workPoolUrl(settings.prefect.apiUrl, workPool),
  });
  const storyteller = new Storyteller(context, {
    deploymentName,
    environment: environment.name,
    workPool,
    commit: occasion.commit,
    links: links(context, workPool, place),
    pullRequests: () => listeners(context, occasion),
  });
  await tellingHowItEnds(context, storyteller, () => {
    switch (command) {
      case "plan":
        return plan(context, environment, storyteller);
      case "apply":
        return apply(context, environment, occasion.commit, storyteller);
      case "verify":
        return verify(context, environment, storyteller);
    }
  });
}

async function tearDownTargets(
  context: Context,
  { target, occasion }: Extract<Decision, { kind: "destroy" }>,
): Promise<void> {
  const { log, github } = context;
  const reason = target.by === "branch" ? await reasonToStay(github, target) : undefined;
  if (reason !== undefined) {
    log.notice(reason);
    return;
  }
  const state = await openState(context);
  const { destroy: doomed, keep } = teardownTargets(await recordsOf(context, state), target);
  for (const { record, because } of keep) log.notice(`${record.environment} stays: ${because}.`);
  if (doomed.length === 0 && keep.length === 0) {
    const what = target.by === "name" ? `environment ${target.environment}` : `branch ${target.branch}`;
    log.notice(`Nothing to do: no environment is deployed for the ${what}.`);
  }
  await each(doomed, context.interrupt, (record) => tearDown(context, state, record, occasion.pullRequest));
}

/** Tears one environment down, as its record has it by now, and tells the pull request of its branch. */
async function tearDown(
  context: Context,
  state: State,
  listed: EnvironmentRecord,
  pullRequest?: number,
): Promise<void> {
  context.setOutputs({ environment: listed.environment });
  const record = await state.store.read(listed);
  // GitHub tells of a merged branch twice, as closed and as deleted: the other run may have been quicker.
  if (record === undefined) {
    context.log.notice(`${listed.environment} is gone already.`);
    return;
  }
  const { workPool } = record.prefect;
  const subject: Subject = {
    deploymentName: record.deploymentName,
    environment: record.environment,
    workPool,
    commit: record.commit,
    links: { run: context.settings.github.runUrl },
    pullRequests: async () => {
      const number = pullRequest ?? (await newestPullRequestOf(context.github, record.branch));
      return number === undefined ? [] : [number];
    },
  };
  const storyteller = new Storyteller(context, subject);
  await tellingHowItEnds(context, storyteller, () => destroy(context, state, record, storyteller));
}

async function listeners({ github }: Context, { pullRequest, commit, branch }: Occasion): Promise<number[]> {
  if (pullRequest !== undefined) return [pullRequest];
  const found = await pullRequestsOfPush(github, { sha: commit, branch });
  return found.map(({ number }) => number);
}

function links({ settings }: Context, workPool: string, { cluster, service }: Place): Subject["links"] {
  const { region } = settings.aws;
  const clusterName = cluster.split("/").at(-1) ?? cluster;
  return {
    run: settings.github.runUrl,
    workPool: workPoolUrl(settings.prefect.apiUrl, workPool),
    service: `https://${consoleHost(region)}/ecs/v2/clusters/${clusterName}/services/${service}/health?region=${region}`,
  };
}
