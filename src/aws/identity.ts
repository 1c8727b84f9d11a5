import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { asError, OutsideError, UserError } from "../errors.ts";
import { explainAwsError } from "./errors.ts";

/**
 * The account whose credentials we were given.
 * @throws UserError when there are no credentials, OutsideError when AWS refuses them
 */
export async function awsAccount(sts: STSClient): Promise<string> {
  try {
    const { Account: account } = await sts.send(new GetCallerIdentityCommand({}));
    if (account === undefined) throw new Error("AWS named no account");
    return account;
  } catch (error) {
    throw identityError(asError(error));
  }
}

function identityError(cause: Error): unknown {
  if (cause.name === "CredentialsProviderError") {
    return new UserError(
      "aws-credentials-missing",
      "No AWS credentials were found: neither the environment nor a profile holds any. Put a step with " +
        "aws-actions/configure-aws-credentials before this one, and give the job id-token: write.",
      { cause },
    );
  }
  if (!("$fault" in cause)) return explainAwsError(cause);
  return new OutsideError(
    "aws-credentials-refused",
    `AWS refused the credentials: ${cause.name}: ${cause.message}. ` +
      "Check the role and the region that the step aws-actions/configure-aws-credentials was given.",
    { cause },
  );
}
