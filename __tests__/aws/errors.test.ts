import { describe, expect, test } from "@jest/globals";
import { explainAwsError } from "../../src/aws/errors.ts";

/** As the SDK throws it. */
function awsError(name: string, facts: object): Error {
  return Object.assign(new Error("the words of AWS"), { name, $metadata: {}, ...facts });
}

describe("an error of the AWS SDK", () => {
  test.each([
    ["that AWS answered", awsError("AccessDenied", { $fault: "client" }), "aws-refused", /permissions/],
    ["without an answer", awsError("TimeoutError", {}), "aws-unreachable", /may reach AWS/],
    [
      "of a session that is over",
      awsError("ExpiredToken", { $fault: "client" }),
      "aws-credentials-expired",
      /role-duration-seconds/,
    ],
  ])("%s has a reason and a remedy", (_, error, reason, remedy) => {
    expect(explainAwsError(error)).toMatchObject({ reason, message: expect.stringMatching(remedy) });
  });

  test("is told from any other, which is handed back", () => {
    const error = new Error("ours");
    expect(explainAwsError(error)).toBe(error);
  });
});
