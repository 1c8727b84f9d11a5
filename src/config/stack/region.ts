import { UserError } from "../../errors.ts";

/** @throws UserError when what the key names is in another region than the deployment, where it does not work */
export function refuseOtherRegion(key: string, arn: string, region: string): void {
  const [, , service = "", arnRegion = ""] = arn.split(":");
  if (arnRegion === region) return;
  const what = service === "kms" ? "a KMS key" : "an SNS topic";
  throw new UserError(
    "invalid-configuration",
    `${key} is ${what} in ${arnRegion}, but the deployment is in ${region}, and ${what} works in its own region ` +
      `alone. Name one in ${region}; nothing was changed.`,
  );
}
