import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as core from "@actions/core";
import { UserError } from "./errors.ts";
import { parseEvent, type GitHubEvent } from "./github/event.ts";
import {
  awsRegion,
  command,
  githubToken,
  prefectApiUrl,
  prefectCredential,
  serverUrl,
  terraformVersionRange,
  type CommandName,
} from "./inputs.ts";
import type { PrefectCredential } from "./prefect/client.ts";

/** Everything that comes from outside the repository, read once and valid. Nothing else reads it. */
export interface Settings {
  readonly command: CommandName | "auto";
  /** Input `environment`; empty when it was not given. */
  readonly environment: string;
  readonly configPath: string;
  /** Root of the checkout. */
  readonly workspace: string;
  readonly prefect: { readonly apiUrl: string; readonly credential: PrefectCredential };
  readonly github: GitHubSettings;
  /** Input `state-bucket`; empty when it was not given. */
  readonly stateBucket: string;
  readonly aws: { readonly region: string; readonly endpointUrl: string | undefined };
  readonly terraform: TerraformSettings;
  /** Where Docker Hub's API is, without a slash at its end. */
  readonly dockerHubUrl: string;
}

export interface GitHubSettings {
  readonly token: string;
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly event: GitHubEvent;
  /** Commit that the run belongs to; for a pull request GitHub's merge commit. */
  readonly sha: string;
  /** Branch that the run belongs to; for a deletion the default branch. */
  readonly refName: string;
  readonly runUrl: string;
}

export interface TerraformSettings {
  /** Range of `semver`. */
  readonly versionRange: string;
  readonly releaseServer: string;
  /** What Terraform inherits: everything but the action's own inputs, which hold secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder for working directories, emptied by the runner after the job. */
  readonly temporaryDirectory: string;
}

/**
 * Registers every secret with the runner, so that it is masked in all that is printed from now on. To be
 * called before anything else happens.
 */
export function maskSecrets(): string[] {
  const secrets = [
    core.getInput("prefect-api-key"),
    core.getInput("prefect-auth-string"),
    core.getInput("github-token"),
  ].filter(Boolean);
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString("base64")]);
  for (const form of forms) core.setSecret(form);
  return secrets;
}

/** @throws UserError that names the input, the value given (never a secret) and what is allowed */
export function readSettings(): Settings {
  return {
    command: command(core.getInput("command")),
    environment: core.getInput("environment"),
    configPath: core.getInput("config"),
    workspace: environmentVariable("GITHUB_WORKSPACE"),
    prefect: {
      apiUrl: prefectApiUrl(core.getInput("prefect-api-url")),
      credential: prefectCredential(core.getInput("prefect-api-key"), core.getInput("prefect-auth-string")),
    },
    github: githubSettings(),
    stateBucket: core.getInput("state-bucket"),
    aws: { region: awsRegion(givenRegion()), endpointUrl: process.env["AWS_ENDPOINT_URL"] },
    terraform: {
      versionRange: terraformVersionRange(core.getInput("terraform-version")),
      releaseServer: serverUrl("terraform-release-server", core.getInput("terraform-release-server")),
      environment: inheritedEnvironment(),
      temporaryDirectory: environmentVariable("RUNNER_TEMP"),
    },
    dockerHubUrl: serverUrl("docker-hub-mirror", core.getInput("docker-hub-mirror")),
  };
}

/** What it takes to call GitHub's API. */
export function readGitHubAccess(): Pick<GitHubSettings, "token" | "apiUrl" | "repository"> {
  return {
    token: githubToken(core.getInput("github-token")),
    apiUrl: environmentVariable("GITHUB_API_URL"),
    repository: environmentVariable("GITHUB_REPOSITORY"),
  };
}

/** What the post step needs of AWS. */
export function readPostSettings(): { readonly region: string; readonly isEmulator: boolean } {
  return { region: givenRegion(), isEmulator: process.env["AWS_ENDPOINT_URL"] !== undefined };
}

/** What `npx cdktf synth` needs at somebody's desk, where there are no inputs: environment variables. */
export function readSynthSettings(): {
  readonly configPath: string;
  readonly environment: string;
  readonly branch: string;
  readonly outdir: string;
  readonly region: string;
  readonly prefect: Settings["prefect"];
} {
  return {
    configPath: process.env["PREFECT_WORKER_CONFIG"] ?? "prefect-worker.yml",
    environment: process.env["PREFECT_WORKER_ENVIRONMENT"] ?? "production",
    branch: process.env["PREFECT_WORKER_BRANCH"] ?? "main",
    outdir: process.env["CDKTF_OUTDIR"] ?? "cdktf.out",
    region: awsRegion(givenRegion()),
    prefect: {
      apiUrl: prefectApiUrl(process.env["PREFECT_API_URL"] ?? ""),
      credential: prefectCredential(
        process.env["PREFECT_API_KEY"] ?? "",
        process.env["PREFECT_API_AUTH_STRING"] ?? "",
      ),
    },
  };
}

function githubSettings(): GitHubSettings {
  const access = readGitHubAccess();
  const serverUrl = environmentVariable("GITHUB_SERVER_URL");
  return {
    ...access,
    event: parseEvent(environmentVariable("GITHUB_EVENT_NAME"), eventPayload()),
    sha: environmentVariable("GITHUB_SHA"),
    refName: environmentVariable("GITHUB_REF_NAME"),
    runUrl: `${serverUrl}/${access.repository}/actions/runs/${environmentVariable("GITHUB_RUN_ID")}`,
  };
}

function eventPayload(): unknown {
  const path = process.env["GITHUB_EVENT_PATH"] ?? "";
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

function givenRegion(): string {
  return process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "";
}

function inheritedEnvironment(): Record<string, string> {
  const isInherited = ([name, value]: [string, string | undefined]): boolean =>
    value !== undefined && !name.startsWith("INPUT_") && !name.startsWith("TF_VAR_");
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => isInherited(pair)),
  );
}

function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new UserError(
    "not-on-a-runner",
    `The environment variable ${name} is not set: this program is meant to be run by GitHub Actions. ` +
      "Use it as a step of a workflow.",
  );
}

/**
 * The text of the configuration file, as it is in the checkout.
 * @throws UserError when there is no such file
 */
export function configurationText(settings: Pick<Settings, "configPath" | "workspace">): string {
  const path = join(settings.workspace, settings.configPath);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return readFileSync(path, "utf8");
  throw new UserError(
    "configuration-missing",
    `The configuration file "${settings.configPath}" does not exist: check out the repository before this step ` +
      "(actions/checkout), or name the file in the input config.",
  );
}
