import type { EncryptionConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";
import { refuseOtherRegion } from "./region.ts";

/** @throws UserError when the given key is in another region than the deployment */
export function encryptionConfig(
  { create_key: createKey, key_arn: keyArn, deletion_window_days: deletionWindowDays }: Encryption,
  region: string,
): EncryptionConfig {
  if (keyArn !== undefined) {
    refuseOtherRegion("encryption.key_arn", keyArn, region);
    return { kind: "existing-key", keyArn };
  }
  return createKey ? { kind: "made-key", deletionWindowDays } : { kind: "aws" };
}

type Encryption = DeploymentConfig["encryption"];
