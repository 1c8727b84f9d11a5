import { join } from "node:path";
import type { SynthesizedStack } from "../../stacks/synthesize.ts";
import { checkCluster } from "../aws/ecs-cluster.ts";
import { fargateProviders } from "../config/capacity-providers.ts";
import type { Environment } from "../config/environments.ts";
import { surroundingsOf } from "../config/worker-stack-config.ts";
import { checkWorkPool, readWorkPool, type WorkPool } from "../prefect/work-pool.ts";
import { writeBackend, type Backend } from "../terraform/backend.ts";
import { resolveTerraform } from "../terraform/install.ts";
import { stateKey, type EnvironmentName } from "../terraform/state-key.ts";
import { Terraform } from "../terraform/terraform.ts";
import type { Context } from "./context.ts";
import {
  isAnyUnanswered,
  pinImages,
  type PinnedImages,
  type ResolvedImages,
  resolveImages,
} from "./images.ts";
import { openState, type State } from "./state.ts";
import { loadStack, synthesizeEnvironment } from "./synthesize-environment.ts";
import { isPausedByTeardown, workPoolMark } from "./work-pool-ownership.ts";

/** An environment that was looked at from all sides and found well. */
export interface Preflight {
  readonly environmentName: EnvironmentName;
  /** The environment as it is deployed: images by digest. */
  readonly images: PinnedImages;
  readonly stack: SynthesizedStack;
  readonly state: State;
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
  const { settings, log, prefect } = context;
  const { name, create } = environment.deployment.work_pool;
  const [state, workPool, terraform, resolved, surroundings] = await Promise.all([
    openState(context),
    readWorkPool(prefect, name),
    terraformBinary(context),
    resolveImages(context, environment),
    surroundingsOf(environment.deploymentName, settings.aws.region, settings.prefect),
    checkExistingCluster(context, environment),
    loadStack(),
  ]);
  const environmentName = {
    repository: settings.github.repository,
    name: environment.project,
    environment: environment.name,
  };
  if (!(await isPausedByUs(context, { state, environmentName, workPool }))) {
    checkWorkPool(name, workPool, create);
  }
  const images = pinImages(
    context,
    environment,
    resolved,
    await lastDigests(state, environmentName, resolved),
  );
  const stack = await synthesizeEnvironment(images.environment, surroundings, {
    configPath: settings.configPath,
    outdir: join(context.directory, environment.name),
  });
  for (const warning of stack.warnings) log.warning(warning);
  return { environmentName, images, stack, state, workPool, terraform };
}

/** What a teardown has paused, and then did not delete, an apply takes up again. */
async function isPausedByUs(
  { settings }: Context,
  { state, environmentName, workPool }: Pick<Preflight, "state" | "environmentName" | "workPool">,
): Promise<boolean> {
  if (workPool?.is_paused !== true || state.condition === "missing") return false;
  const mark = workPoolMark(settings.aws.region, { state, environmentName });
  return isPausedByTeardown(await state.store.read(environmentName), workPool, mark);
}

/** The record is read only when a registry did not answer. */
async function lastDigests(
  { condition, store }: State,
  name: EnvironmentName,
  resolved: ResolvedImages,
): Promise<Readonly<Record<string, string>>> {
  if (condition === "missing" || !isAnyUnanswered(resolved)) return {};
  return (await store.read(name))?.images ?? {};
}

async function checkExistingCluster({ aws }: Context, { deployment }: Environment): Promise<void> {
  const { cluster, worker, flow_runs: flowRuns } = deployment;
  if (cluster.existing === undefined) return;
  const providers = [worker, flowRuns].flatMap(({ capacity }) => fargateProviders(capacity));
  await checkCluster(aws.ecs, { cluster: cluster.existing, capacityProviders: [...new Set(providers)] });
}

/** `terraform init` for a plan that only reads: on an empty state where there is no bucket yet. */
export async function initToPlan(context: Context, checked: Preflight): Promise<Terraform> {
  const { state, environmentName } = checked;
  return init(
    context,
    checked,
    state.condition === "missing" ? { kind: "local" } : s3Backend(context, state, environmentName),
  );
}

/** `terraform init` for an apply, which makes the state bucket where there is none. */
export async function initToApply(context: Context, checked: Preflight): Promise<Terraform> {
  const { state, environmentName } = checked;
  if (state.condition !== "ready") {
    context.log.info(`Making the state bucket ${state.bucketName}.`);
    await state.bucket.create();
  }
  const onStart = rememberLock(context, state, environmentName);
  return init(context, checked, s3Backend(context, state, environmentName), onStart);
}

async function init(
  context: Context,
  { stack, terraform: path }: Preflight,
  backend: Backend,
  onStart?: (pid: number) => void,
): Promise<Terraform> {
  await writeBackend(stack.directory, backend);
  const terraform = terraformIn(context, stack.directory, path, onStart);
  await context.log.group("terraform init", () => terraform.init());
  return terraform;
}

/** Leaves word of the lock that a Terraform process may take on an environment's state. */
export function rememberLock(
  context: Context,
  { bucketName, account }: State,
  { repository, name, environment }: EnvironmentName,
): (terraformPid: number) => void {
  const startedAt = context.now();
  return (terraformPid) => {
    context.rememberForPost({ bucketName, account, repository, name, environment, startedAt, terraformPid });
  };
}

/** The executable that will be run; found or fetched once for a run. */
export async function terraformBinary({ settings, log }: Context): Promise<string> {
  const { versionRange, releaseServer, environment } = settings.terraform;
  const say = (line: string) => {
    log.info(line);
  };
  const found = await resolveTerraform({
    constraint: versionRange,
    releaseServer,
    env: environment,
    log: say,
  });
  log.info(`Terraform ${found.version} (${found.source}).`);
  return found.path;
}

/** Terraform in a folder, with the credential in the environment of its commands and nowhere else. */
export function terraformIn(
  { settings, log, interrupt }: Context,
  directory: string,
  path: string,
  onStart?: (pid: number) => void,
): Terraform {
  const { credential } = settings.prefect;
  return new Terraform({
    path,
    directory,
    env: settings.terraform.environment,
    ...(credential.kind === "none" ? {} : { variables: { prefect_credential: credential.value } }),
    log: (line) => {
      log.info(line);
    },
    interrupt,
    ...(onStart === undefined ? {} : { onStart }),
  });
}

export function s3Backend({ settings }: Context, state: State, name: EnvironmentName): Backend {
  const { region, endpointUrl } = settings.aws;
  return {
    kind: "s3",
    bucket: state.bucketName,
    key: stateKey(name),
    region,
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  };
}
