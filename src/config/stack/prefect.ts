import type { PrefectConfig, PrefectCredentialVariable } from "../../../stacks/config.ts";
import type { VersionedCredential } from "../credential-version.ts";
import type { DeploymentConfig } from "../schema.ts";

/** What the action itself was given. */
export interface ActionsPrefect {
  readonly apiUrl: string;
  readonly credential: VersionedCredential;
}

/** An existing secret is preferred; else the action's own credential becomes one. */
export function prefectConfig(
  configured: DeploymentConfig["prefect"],
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
  return { apiUrl: url, credential: { kind: "made-secret", variable, version: credential.version } };
}
