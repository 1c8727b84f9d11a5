import { join } from "node:path";
import { synthesize, type SynthesizedStack } from "../../stacks/synthesize.ts";
import type { Environment } from "../config/environments.ts";
import { workerStackConfig } from "../config/worker-stack-config.ts";
import { checkWorkPool, readWorkPool } from "../prefect/work-pool.ts";
import { writeBackend, type Backend } from "../terraform/backend.ts";
import { resolveTerraform } from "../terraform/install.ts";
import { stateKey, type EnvironmentName } from "../terraform/state-key.ts";
import { Terraform } from "../terraform/terraform.ts";
import type { Context } from "./context.ts";
import { openState, type State } from "./state.ts";

/** An environment that was looked at from all sides and is ready to be planned. */
export interface Prepared {
  readonly environmentName: EnvironmentName;
  readonly stack: SynthesizedStack;
  readonly state: State;
  readonly terraform: Terraform;
  readonly workPoolExists: boolean;
}

/**
 * Preflight, synthesis and `terraform init`. What does not depend on each other goes side by side. Nothing
 * is changed, but for the state bucket, which an apply makes when all else has been found well.
 */
export async function prepare(
  context: Context,
  environment: Environment,
  purpose: "plan" | "apply",
): Promise<Prepared> {
  const { settings, log } = context;
  const { work_pool: workPool } = environment.deployment;
  const directory = join(context.directory, environment.name);
  const stack = synthesize(
    workerStackConfig(environment, { region: settings.aws.region, ...settings }),
    directory,
  );
  for (const warning of stack.warnings) log.warning(warning);

  const [state, pool, binary] = await Promise.all([
    openState(context),
    readWorkPool(context.prefect, workPool.name),
    terraformBinary(context),
  ]);
  const workPoolExists = checkWorkPool(workPool.name, pool, workPool.create);
  if (purpose === "apply" && state.condition !== "ready") {
    log.info(`Making the state bucket ${state.bucketName}.`);
    await state.bucket.create();
  }

  const environmentName = nameOf(context, environment);
  const hasState = purpose === "apply" || state.condition === "ready";
  await writeBackend(
    stack.directory,
    hasState ? s3Backend(context, state, environmentName) : { kind: "local" },
  );
  if (purpose === "apply") rememberLock(context, state, environmentName);
  const terraform = terraformIn(context, stack.directory, binary);
  await log.group("terraform init", () => terraform.init());
  return { environmentName, stack, state, terraform, workPoolExists };
}

/** Leaves word of the lock that Terraform is about to take. */
export function rememberLock(context: Context, { bucketName, account }: State, name: EnvironmentName): void {
  const { repository, name: project, environment } = name;
  const startedAt = context.now();
  context.rememberForPost({ bucketName, account, repository, name: project, environment, startedAt });
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

/** Terraform in a folder, with the credential in its environment and nowhere else. */
export function terraformIn(
  { settings, log, interrupt }: Context,
  directory: string,
  path: string,
): Terraform {
  const { credential } = settings.prefect;
  return new Terraform({
    path,
    directory,
    env: {
      ...settings.terraform.environment,
      ...(credential.kind === "none" ? {} : { TF_VAR_prefect_credential: credential.value }),
    },
    log: (line) => {
      log.info(line);
    },
    interrupt,
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

function nameOf({ settings }: Context, environment: Environment): EnvironmentName {
  return { repository: settings.github.repository, name: environment.project, environment: environment.name };
}
