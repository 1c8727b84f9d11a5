import semver from "semver";
import { z } from "zod";
import { UserError } from "./errors.ts";
import type { PrefectCredential } from "./prefect/client.ts";
import { isSafeToAsk } from "./registry/loopback.ts";

export const COMMANDS = [
  "plan",
  "apply",
  "verify",
  "destroy",
  "status",
  "list",
  "drift",
  "sweep",
  "export",
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** @throws UserError, as do all below, that names the input, the value given (never a secret) and what is allowed */
export function command(given: string): CommandName | "auto" {
  const read = z.enum(["auto", ...COMMANDS]).safeParse(given);
  if (read.success) return read.data;
  throw invalidInput("command", given, `one of auto, ${COMMANDS.join(", ")}`);
}

/** The address without a slash at its end. */
export function prefectApiUrl(given: string): string {
  const url = given.replace(/\/+$/, "");
  if (hasUserInfo(url))
    throw invalidInput("prefect-api-url", "(hidden)", "an address without a password in it");
  const isCloud = url.startsWith("https://api.prefect.cloud");
  const isValid = isCloud
    ? /^https:\/\/api\.prefect\.cloud\/api\/accounts\/[0-9a-f-]{36}\/workspaces\/[0-9a-f-]{36}$/.test(url)
    : /^https?:\/\/\S+\/api$/.test(url) && URL.canParse(url);
  if (isValid) return url;
  throw invalidInput(
    "prefect-api-url",
    given,
    "https://api.prefect.cloud/api/accounts/<id>/workspaces/<id>, or http(s)://<host>/api of a self-hosted server",
  );
}

/** Whether an address carries a name or a password, which would show up wherever the address does. */
export function hasUserInfo(url: string): boolean {
  return URL.canParse(url) && /[^/]*@/.test(url.split("//")[1]?.split("/")[0] ?? "");
}

/** The one credential that was given; of kind `none` where Prefect lets everyone in. */
export function prefectCredential(apiKey: string, authString: string): PrefectCredential {
  if (apiKey && authString) {
    throw new UserError(
      "invalid-input",
      "The inputs prefect-api-key and prefect-auth-string are both set: Prefect uses one credential at a time. " +
        "Keep prefect-api-key for Prefect Cloud, or prefect-auth-string for a self-hosted server.",
    );
  }
  if (apiKey) return { kind: "api-key", value: apiKey };
  if (authString && !authString.includes(":")) {
    throw invalidInput("prefect-auth-string", "(hidden)", "user:password");
  }
  return authString ? { kind: "auth-string", value: authString } : { kind: "none" };
}

/** A range of `semver`. */
export function terraformVersionRange(given: string): string {
  const range = semver.validRange(given);
  if (range !== null && semver.minVersion(range)?.compare("1.11.0") !== -1) return range;
  throw invalidInput(
    "terraform-version",
    given,
    'a range of versions from 1.11.0 on, such as ">=1.11.0 <2.0.0": older ones have no write-only arguments',
  );
}

/**
 * The address of a server whose word is trusted, without a slash at its end.
 * @param name of the input
 */
export function serverUrl(name: string, given: string): string {
  const url = given.replace(/\/+$/, "");
  if (URL.canParse(url) && isSafeToAsk(new URL(url)) && !hasUserInfo(url)) return url;
  throw invalidInput(
    name,
    hasUserInfo(url) ? "(hidden)" : given,
    "https://<host>, without a password in it; http only to this machine",
  );
}

/** The token, which must not be empty: without one nobody could be told how a run ended. */
export function githubToken(given: string): string {
  if (given) return given;
  throw invalidInput("github-token", given, "a token, such as ${{ github.token }}");
}

/** @param region what AWS_REGION says, or else AWS_DEFAULT_REGION */
export function awsRegion(region: string): string {
  if (/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) return region;
  throw new UserError(
    "aws-region",
    `The environment variable AWS_REGION is "${region}": an AWS region such as eu-west-1 is needed. ` +
      "Give aws-region to the step aws-actions/configure-aws-credentials.",
  );
}

function invalidInput(name: string, given: string, allowed: string): UserError {
  return new UserError(
    "invalid-input",
    `The input ${name} is "${given}": allowed is ${allowed}. Nothing was changed.`,
  );
}
