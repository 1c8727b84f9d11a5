import { describe, expect, test } from "@jest/globals";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { encryptionConfig } from "../../src/config/stack/encryption.ts";
import type { EncryptionConfig } from "../../stacks/config.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0f4d7c60-1111-2222-3333-444455556666";
const REPLICA = "arn:aws:kms:eu-west-1:111122223333:key/mrk-0f4d7c60111122223333444455556666";

describe("encryption", () => {
  test.each<[what: string, yaml: string, expected: EncryptionConfig]>([
    ["AWS's own keys", "{}", { kind: "aws" }],
    ["a key that is made", "{ create_key: true }", { kind: "made-key", deletionWindowDays: 30 }],
    [
      "a key that is soon deleted",
      "{ create_key: true, deletion_window_days: 7 }",
      { kind: "made-key", deletionWindowDays: 7 },
    ],
    ["a given key", `{ key_arn: "${KEY}" }`, { kind: "existing-key", keyArn: KEY }],
    ["a given replica of a key", `{ key_arn: "${REPLICA}" }`, { kind: "existing-key", keyArn: REPLICA }],
  ])("with %s", (_what, yaml, expected) => {
    expect(encryptionConfig(read(yaml), "eu-west-1")).toEqual(expected);
  });

  test.each<[what: string, yaml: string, message: string]>([
    [
      "both a key and a key ARN",
      `{ create_key: true, key_arn: "${KEY}" }`,
      "f.yml:7:33: encryption.key_arn: either create_key or key_arn: a deployment has one key.",
    ],
    [
      "an alias",
      '{ key_arn: "arn:aws:kms:eu-west-1:111122223333:alias/etl" }',
      'encryption.key_arn is "arn:aws:kms:eu-west-1:111122223333:alias/etl": allowed is the ARN of a KMS key, not of an alias',
    ],
    ["a key's id", "{ key_arn: 0f4d7c60-1111-2222-3333-444455556666 }", "allowed is the ARN of a KMS key"],
    [
      "a deletion at once",
      "{ create_key: true, deletion_window_days: 1 }",
      "encryption.deletion_window_days is 1: a whole number from 7 to 30.",
    ],
    ["a deletion too late", "{ deletion_window_days: 31 }", "is 31: a whole number from 7 to 30."],
  ])("refuses %s", (_what, yaml, message) => {
    expect(() => read(yaml)).toThrow(message);
  });

  test("refuses a key of another region", () => {
    expect(() => encryptionConfig(read(`{ key_arn: "${KEY}" }`), "us-east-1")).toThrow(
      "encryption.key_arn is a KMS key in eu-west-1, but the deployment is in us-east-1, and a KMS key works in its own " +
        "region alone. Name one in us-east-1; nothing was changed.",
    );
  });
});

function read(yaml: string) {
  const text = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main] }
encryption: ${yaml}
`;
  return parseWorkerFile(text, "f.yml").deployment("production", {}).encryption;
}
