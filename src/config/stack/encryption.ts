import type { EncryptionConfig } from "../../../stacks/config.ts";
import { UserError } from "../../errors.ts";
import type { DeploymentConfig } from "../schema.ts";

/** @throws UserError when the given key is in another region than the deployment */
export function encryptionConfig(
  { create_key: createKey, key_arn: keyArn, deletion_window_days: deletionWindowDays }: Encryption,
  region: string,
): EncryptionConfig {
  if (keyArn !== undefined) {
    refuseOtherRegion(keyArn, region);
    return { kind: "existing-key", keyArn };
  }
  return createKey ? { kind: "made-key", deletionWindowDays } : { kind: "aws" };
}

type Encryption = DeploymentConfig["encryption"];

function refuseOtherRegion(keyArn: string, region: string): void {
  const [, , , keyRegion = ""] = keyArn.split(":");
  if (keyRegion === region) return;
  throw new UserError(
    "invalid-configuration",
    `encryption.key_arn is a key in ${keyRegion}, but the deployment is in ${region}: a KMS key works in its ` +
      `own region alone. Name a key in ${region}; nothing was changed.`,
  );
}
