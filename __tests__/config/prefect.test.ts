import { describe, expect, test } from "@jest/globals";
import { deploymentWith } from "./deployment-with.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/prefect";

describe.each(["api_key_secret_arn", "auth_string_secret_arn"] as const)("prefect.%s", (key) => {
  test.each([`${ARN}-AbCdEf`, `${ARN}-AbCdEf:token::`])("may be %s", (arn) => {
    expect(read(`{ ${key}: "${arn}" }`)[key]).toBe(arn);
  });

  test.each([ARN, `${ARN}:token::`])("is refused as %s, since no task would get it", (arn) => {
    expect(() => read(`{ ${key}: "${arn}" }`)).toThrow(
      "the ARN of a Secrets Manager secret, with the hyphen and the six characters that AWS adds to its name: " +
        "aws secretsmanager describe-secret --secret-id NAME --query ARN",
    );
  });
});

function read(yaml: string) {
  return deploymentWith(`prefect: ${yaml}`).prefect;
}
