import { scrypt } from "node:crypto";
import { promisify } from "node:util";
import type { PrefectCredential } from "../prefect/client.ts";

/** All that a plan says of a credential: its kind, and a number that changes with its value. */
export type VersionedCredential =
  | { readonly kind: "none" }
  | {
      readonly kind: "api-key" | "auth-string";
      /** A positive integer, at most 2^24. */
      readonly version: number;
    };

const digest = promisify<string, string, number, Buffer>(scrypt);

/**
 * The version stands in plans that anybody may read, so it is short and slow to compute: too little to guess a
 * password by. It takes a twentieth of a second, in another thread.
 */
export async function versionedCredential(
  credential: PrefectCredential,
  deploymentName: string,
): Promise<VersionedCredential> {
  if (credential.kind === "none") return credential;
  const { kind, value } = credential;
  return { kind, version: (await digest(value, deploymentName, 3)).readUIntBE(0, 3) + 1 };
}
