import { describe, expect, test } from "@jest/globals";
import { versionedCredential } from "../../src/config/credential-version.ts";

const KEY = { kind: "api-key", value: "pnu_0123456789" } as const;

describe("the version of a credential", () => {
  test("is a positive integer of 24 bits at most, the same each time, and tells nothing else", async () => {
    const credential = await versionedCredential(KEY, "etl-production");
    expect(await versionedCredential(KEY, "etl-production")).toEqual(credential);
    expect(credential).toEqual({ kind: "api-key", version: expect.any(Number) });
    const { version } = credential as { version: number };
    expect(Number.isInteger(version) && version >= 1 && version <= 2 ** 24).toBe(true);
  });

  test("changes with the value, and differs from one deployment to another", async () => {
    const versions = await Promise.all([
      versionedCredential(KEY, "etl-production"),
      versionedCredential({ ...KEY, value: "pnu_9876543210" }, "etl-production"),
      versionedCredential(KEY, "etl-preview"),
    ]);
    expect(new Set(versions.map((one) => JSON.stringify(one))).size).toBe(3);
  });

  test("is none without a credential", async () => {
    expect(await versionedCredential({ kind: "none" }, "etl-production")).toEqual({ kind: "none" });
  });
});
