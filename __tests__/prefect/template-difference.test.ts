import { describe, expect, test } from "@jest/globals";
import { templateDifference } from "../../src/prefect/template-difference.ts";

const SECRET = "prefect_api_key_secret_arn";
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-production-prefect-AbCdEf";
const THEIRS = ARN.replace("etl", "theirs");
const NOTHING = { set: {}, kept: [] };

const template = (reference: unknown, property: object | undefined) => ({
  job_configuration: reference === undefined ? {} : { [SECRET]: reference },
  variables: { properties: property === undefined ? {} : { [SECRET]: property } },
});
const REFERENCE = `{{ ${SECRET} }}`;

describe("in a pool that is not wired, the credential would show where", () => {
  test.each<[string, Readonly<Record<string, unknown>> | undefined]>([
    ["no pool is there", undefined],
    ["the template is empty", {}],
    ["the template does not know the secret", template(undefined, undefined)],
    ["the secret has no default", template(REFERENCE, { default: null })],
    ["nothing refers to the secret's default", template(undefined, { default: THEIRS })],
    ["nothing refers to a default that is ours", template(undefined, { default: ARN })],
    ["null stands in the reference's place", template(null, { default: THEIRS })],
  ])("%s", (_, pool) => {
    expect(missingIn(pool)).toBe(SECRET);
  });
});

describe("in a pool that is not wired, the credential is kept out where", () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["the secret is somebody's", template(REFERENCE, { default: THEIRS })],
    ["the secret is ours", template(REFERENCE, { default: ARN })],
    ["a literal names it", template(THEIRS, undefined)],
  ])("%s", (_, pool) => {
    expect(missingIn(pool)).toBeUndefined();
  });
});

test("where there is no credential, or the pool is wired, nothing is missing", () => {
  expect(templateDifference({}, {}, NOTHING, false).missingSecretVariable).toBeUndefined();
  expect(templateDifference({}, { [SECRET]: ARN }, NOTHING, true).missingSecretVariable).toBeUndefined();
});

function missingIn(pool: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return templateDifference(pool, { [SECRET]: ARN }, NOTHING, false).missingSecretVariable;
}
