import { OutsideError } from "../errors.ts";

/** An error of the AWS SDK in our words; everything else is handed back as it is. */
export function explainAwsError(error: unknown): unknown {
  if (!Error.isError(error) || !("$metadata" in error)) return error;
  // AWS's own answers say whose fault it is; a connection that broke has no answer.
  if (!("$fault" in error)) {
    return new OutsideError(
      "aws-unreachable",
      `AWS was not reached: ${error.name}: ${error.message}. Check that this runner may reach AWS, then run again.`,
      { cause: error },
    );
  }
  if (EXPIRED.has(error.name)) {
    return new OutsideError(
      "aws-credentials-expired",
      `The AWS credentials have expired: ${error.message}. What was not done yet was left. Give the role a longer ` +
        "session (the input role-duration-seconds of aws-actions/configure-aws-credentials), then run again.",
      { cause: error },
    );
  }
  return new OutsideError(
    "aws-refused",
    `AWS refused a request: ${error.name}: ${error.message}. ` +
      "Check the permissions of the role that the workflow assumes (see the README), then run again.",
    { cause: error },
  );
}

/** What AWS calls it: STS and ECS, S3, EC2. */
const EXPIRED: ReadonlySet<string> = new Set(["ExpiredTokenException", "ExpiredToken", "RequestExpired"]);
