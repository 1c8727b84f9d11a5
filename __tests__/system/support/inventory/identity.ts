import { IAMClient, ListInstanceProfilesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import type { AwsOptions } from "../../../../local/world.ts";
import { jsonText } from "../../../../src/json-text.ts";
import { jsonCall } from "../unsigned-call.ts";
import type { Kind } from "./kind.ts";

/** Who may do what, and the secrets and keys for it. */
export const IDENTITY_KINDS = {
  aws_iam_role: async (aws) => {
    const { Roles } = await new IAMClient(aws).send(new ListRolesCommand({}));
    return Roles?.map(({ RoleName }) => RoleName);
  },
  aws_iam_instance_profile: async (aws) => {
    const { InstanceProfiles } = await new IAMClient(aws).send(new ListInstanceProfilesCommand({}));
    return InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName);
  },
  aws_secretsmanager_secret: async (aws) => {
    const command = new ListSecretsCommand({ IncludePlannedDeletion: true });
    return (await new SecretsManagerClient(aws).send(command)).SecretList?.map(({ Name }) => Name);
  },
  /** By their descriptions. AWS deletes no key at once, so that one which is to be deleted is gone. */
  aws_kms_key: async (aws) => {
    const { Keys } = keys.parse(await jsonCall(aws, "kms", "TrentService.ListKeys"));
    const described = await Promise.all(Keys.map(({ KeyId }) => describeKey(aws, KeyId)));
    return described
      .filter(({ KeyState }) => KeyState !== "PendingDeletion")
      .map(({ Description }) => Description);
  },
  aws_kms_alias: async (aws) => {
    const { Aliases } = aliases.parse(await jsonCall(aws, "kms", "TrentService.ListAliases"));
    return Aliases.map(({ AliasName }) => AliasName);
  },
} satisfies Readonly<Record<string, Kind>>;

async function describeKey(aws: AwsOptions, KeyId: string) {
  return key.parse(await jsonCall(aws, "kms", "TrentService.DescribeKey", { KeyId })).KeyMetadata;
}

const keys = jsonText.pipe(z.object({ Keys: z.array(z.object({ KeyId: z.string() })) }));
const key = jsonText.pipe(
  z.object({ KeyMetadata: z.object({ KeyState: z.string(), Description: z.string() }) }),
);
const aliases = jsonText.pipe(z.object({ Aliases: z.array(z.object({ AliasName: z.string() })) }));
