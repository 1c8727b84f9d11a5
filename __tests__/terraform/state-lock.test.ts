import { describe, expect, test } from "@jest/globals";
import { lockHolder } from "../../src/terraform/lock-holder.ts";
import { isOurLock, parseStateLock } from "../../src/terraform/state-lock.ts";

const lockFile = {
  ID: "a711da74-d0e0-0734-30a0-17e98016e439",
  Operation: "OperationTypeApply",
  Info: "",
  Who: "runner@fv-az1",
  Version: "1.11.4",
  Created: "2026-11-23T19:36:13.168637303Z",
  Path: "bucket/key",
};

test("reads Terraform's lock file", () => {
  expect(parseStateLock(JSON.stringify(lockFile))).toEqual({
    id: lockFile.ID,
    who: "runner@fv-az1",
    createdAt: new Date("2026-11-23T19:36:13.168Z"),
  });
});

test.each(["", "{}", "null"])("refuses %j as a lock file", (text) => {
  expect(() => parseStateLock(text)).toThrow(/The lock of the state was not understood: /);
});

test.each([
  ["of this host, taken after our start", "runner", "fv-az1", "2026-11-23T19:36:00Z", true],
  ["of this host, but older than our run", "runner", "fv-az1", "2026-11-23T19:37:00Z", false],
  ["of another host", "runner", "fv-az2", "2026-11-23T19:36:00Z", false],
  ["of another user", "root", "fv-az1", "2026-11-23T19:36:00Z", false],
])("a lock %s is ours: %s@%s since %s: %s", (_, user, host, startedAt, isOurs) => {
  const lock = parseStateLock(JSON.stringify(lockFile));
  expect(isOurLock(lock, { user, host, startedAt: new Date(startedAt) })).toBe(isOurs);
});

describe("the holder in a diagnostic", () => {
  const refusal = (detail: string) => [
    { severity: "error" as const, summary: "Error acquiring the state lock", detail },
  ];
  const lockInfo =
    "Error message: resource temporarily unavailable\nLock Info:\n  ID:        a711da74\n  Path:      terraform.tfstate\n" +
    "  Operation: OperationTypeApply\n  Who:       runner@fv-az1\n  Version:   1.11.4\n" +
    "  Created:   2026-11-23 19:36:13.168637303 +0000 UTC\n  Info:      \n\n\nTerraform acquires a state lock";

  test("is read from the lock's description", () => {
    expect(lockHolder(refusal(lockInfo))).toEqual({
      id: "a711da74",
      operation: "OperationTypeApply",
      who: "runner@fv-az1",
      created: "2026-11-23 19:36:13.168637303 +0000 UTC",
    });
  });

  test("is nobody when the lock could not be taken for another reason", () => {
    expect(
      lockHolder(refusal("operation error S3: PutObject, StatusCode: 403, AccessDenied")),
    ).toBeUndefined();
  });

  test("is nobody when the diagnostics speak of something else", () => {
    expect(lockHolder([{ severity: "error", summary: "Bad", detail: lockInfo }])).toBeUndefined();
  });
});
