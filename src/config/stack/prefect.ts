import { scryptSync } from "node:crypto";
import type { PrefectConfig, PrefectCredentialVariable } from "../../../stacks/config.ts";
import type { PrefectCredential } from "../../prefect/client.ts";
import type { DeploymentConfig } from "../schema.ts";

/** What the action itself was given. */
export interface ActionsPrefect {
  readonly apiUrl: string;
  readonly credential: PrefectCredential;
}

/** An existing secret is preferred; else the action's own credential becomes one. */
export function prefectConfig(
  configured: DeploymentConfig["prefect"],
  deploymentName: string,
  { apiUrl, credential }: ActionsPrefect,
): PrefectConfig {
  const url = configured.api_url ?? apiUrl;
  const existing = (variable: PrefectCredentialVariable, secretArn: string): PrefectConfig => ({
    apiUrl: url,
    credential: { kind: "existing-secret", variable, secretArn },
  });
  if (configured.api_key_secret_arn !== undefined) {
    return existing("PREFECT_API_KEY", configured.api_key_secret_arn);
  }
  if (configured.auth_string_secret_arn !== undefined) {
    return existing("PREFECT_API_AUTH_STRING", configured.auth_string_secret_arn);
  }
  if (credential.kind === "none") return { apiUrl: url, credential };
  const variable = credential.kind === "api-key" ? "PREFECT_API_KEY" : "PREFECT_API_AUTH_STRING";
  return {
    apiUrl: url,
    credential: { kind: "made-secret", variable, version: secretVersion(credential.value, deploymentName) },
  };
}

/**
 * A positive integer below 2^24 that changes with the value. It stands in plans that anybody may read, so
 * it is short and slow to compute: too little to guess a password by.
 */
function secretVersion(value: string, deploymentName: string): number {
  return scryptSync(value, deploymentName, 3).readUIntBE(0, 3) + 1;
}
