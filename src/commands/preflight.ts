import { join } from "node:path";
import type { SynthesizedStack } from "../../stacks/synthesize.ts";
import { checkCluster } from "../aws/ecs-cluster.ts";
import { describeService } from "../aws/ecs-service.ts";
import { fargateProviders } from "../config/capacity-providers.ts";
import type { Environment } from "../config/environments.ts";
import { surroundingsOf } from "../config/worker-stack-config.ts";
import { UserError } from "../errors.ts";
import { checkWorkPool, readWorkPool, type WorkPool } from "../prefect/work-pool.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { EnvironmentName } from "../terraform/state-key.ts";
import type { Context } from "./context.ts";
import { pinImages, type PinnedImages, resolveImages } from "./images.ts";
import { placeOf } from "./place.ts";
import { openState, type State } from "./state.ts";
import { loadStack, synthesizeEnvironment } from "./synthesize-environment.ts";
import { terraformBinary } from "./environment-terraform.ts";
import { isPausedByTeardown, workPoolMark } from "./work-pool-ownership.ts";

/** An environment that was looked at from all sides and found well. */
export interface Preflight {
  readonly environmentName: EnvironmentName;
  /** The environment as it is deployed: images by digest. */
  readonly images: PinnedImages;
  readonly stack: SynthesizedStack;
  readonly state: State;
  /** What the run before left of itself; nothing of an environment that was never deployed. */
  readonly record: EnvironmentRecord | undefined;
  /** As it is before the run; nothing if it will be made. */
  readonly workPool: WorkPool | undefined;
  /** Path of the executable. */
  readonly terraform: string;
}

/**
 * Every check that can be made beforehand, side by side, and then the synthesis, which needs the images'
 * digests. Nothing is changed.
 * @throws UserError or OutsideError that names what stands in the way
 */
export async function preflight(context: Context, environment: Environment): Promise<Preflight> {
  const { settings, aws, log, prefect } = context;
  const { name, create } = environment.deployment.work_pool;
  const [state, workPool, terraform, resolved, surroundings] = await Promise.all([
    openState(context),
    readWorkPool(prefect, name),
    terraformBinary(context),
    resolveImages(context, environment),
    surroundingsOf(environment.deploymentName, settings.aws.region, settings.prefect),
    loadStack(),
  ]);
  const environmentName = {
    repository: settings.github.repository,
    name: environment.project,
    environment: environment.name,
  };
  // Not before the state was opened, which tells in words of credentials that are missing or refused.
  const { cluster, service } = placeOf(environment);
  const [record, running] = await Promise.all([
    state.condition === "missing" ? undefined : state.store.read(environmentName),
    describeService(aws.ecs, cluster, service),
    checkExistingCluster(context, environment),
  ]);
  if (record === undefined && running !== undefined) throw nameTaken(context, environment);
  const mark = workPoolMark(settings.aws.region, { state, environmentName });
  // What a teardown has paused, and then did not delete, an apply takes up again.
  if (workPool === undefined || !isPausedByTeardown(record, workPool, mark)) {
    checkWorkPool(name, workPool, create);
  }
  const images = pinImages(context, environment, resolved, record?.images);
  const stack = await synthesizeEnvironment(images.environment, surroundings, {
    configPath: settings.configPath,
    outdir: join(context.directory, environment.name),
  });
  for (const warning of stack.warnings) log.warning(warning);
  return { environmentName, images, stack, state, record, workPool, terraform };
}

/**
 * An environment writes its record before it makes anything. What is there without one is somebody else's, of whom
 * Terraform would take some resources for its own, and a teardown would stop the rest.
 */
function nameTaken({ settings }: Context, environment: Environment): UserError {
  const { cluster, service } = placeOf(environment);
  const { repository } = settings.github;
  return new UserError(
    "name-taken",
    `name is "${environment.project}" in ${settings.configPath}: the cluster ${cluster} has a service ${service} already, ` +
      `and it was not deployed from ${repository}. Nothing was changed. Choose a name that nobody else uses in this ` +
      "account and region; or, if the repository was renamed, move what lies below its former name in the state bucket " +
      `to ${repository}/.`,
  );
}

async function checkExistingCluster({ aws }: Context, { deployment }: Environment): Promise<void> {
  const { cluster, worker, flow_runs: flowRuns } = deployment;
  if (cluster.existing === undefined) return;
  const providers = [worker, flowRuns].flatMap(({ capacity }) => fargateProviders(capacity));
  await checkCluster(aws.ecs, { cluster: cluster.existing, capacityProviders: [...new Set(providers)] });
}
