import { basename } from "node:path";
import { writeBackend, type Backend } from "../terraform/backend.ts";
import { resolveTerraform } from "../terraform/install.ts";
import { stateKey, type EnvironmentName } from "../terraform/state-key.ts";
import { Terraform } from "../terraform/terraform.ts";
import type { Context } from "./context.ts";
import type { Preflight } from "./preflight.ts";
import type { State } from "./state.ts";

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
  { settings, log, interrupt, directory: runDirectory }: Context,
  directory: string,
  path: string,
  onStart?: (pid: number) => void,
): Terraform {
  const { credential } = settings.prefect;
  return new Terraform({
    path,
    directory,
    env: settings.terraform.environment,
    unsavedStateFile: `${runDirectory}-${basename(directory)}.tfstate`,
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
