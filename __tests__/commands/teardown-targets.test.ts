import { describe, expect, test } from "@jest/globals";
import { teardownTargets } from "../../src/commands/teardown-targets.ts";
import type { EnvironmentRecord } from "../../src/terraform/environment-record.ts";

const record = (over: Partial<EnvironmentRecord>): EnvironmentRecord => ({
  schemaVersion: 1,
  repository: "octo-org/flows",
  name: "etl",
  environment: "preview-x-123456",
  entry: "preview",
  deploymentName: "etl-preview-x-123456-1234abcd",
  branch: "feature/x",
  ephemeral: true,
  protected: false,
  region: "eu-west-1",
  cluster: "c",
  service: "s",
  prefect: { apiUrl: "https://prefect.example.com/api", workPool: "etl", workPoolMade: true },
  deployed: [],
  jobVariables: {},
  keptJobVariables: [],
  images: {},
  commit: "c",
  updatedAt: "2026-11-23T12:00:00.000Z",
  status: "applied",
  flowRunFamily: "f",
  workerFamily: "w",
  ...over,
});

const preview = record({});
const other = record({ environment: "preview-y-654321", branch: "feature/y" });
const production = record({ environment: "production", branch: "main", ephemeral: false, protected: true });
const staging = record({ environment: "staging", branch: "feature/x", ephemeral: false });

describe("a branch that is gone", () => {
  test("takes its ephemeral environments along, and no other", () => {
    const { destroy } = teardownTargets([preview, other, production], {
      by: "branch",
      branch: "feature/x",
      isDeleted: true,
    });
    expect(destroy).toEqual([preview]);
  });

  test("leaves a persistent environment standing, and says why", () => {
    const { destroy, keep } = teardownTargets([preview, staging], {
      by: "branch",
      branch: "feature/x",
      isDeleted: true,
    });
    expect(destroy).toEqual([preview]);
    expect(keep).toEqual([
      { record: staging, because: expect.stringContaining("it is not ephemeral") as unknown },
    ]);
  });

  test("leaves a protected environment standing even if it is ephemeral, and says why", () => {
    const both = record({ protected: true });
    const { destroy, keep } = teardownTargets([both], { by: "branch", branch: "feature/x", isDeleted: true });
    expect(destroy).toEqual([]);
    expect(keep).toEqual([{ record: both, because: expect.stringContaining("it is protected") as unknown }]);
  });

  test("that deployed nothing is nothing to do", () => {
    expect(teardownTargets([production], { by: "branch", branch: "gone", isDeleted: true })).toEqual({
      destroy: [],
      keep: [],
    });
  });
});

describe("a name", () => {
  test("means exactly that environment, protected or not", () => {
    const { destroy } = teardownTargets([preview, production], { by: "name", environment: "production" });
    expect(destroy).toEqual([production]);
  });

  test("that fits environments of two configurations is refused", () => {
    const twin = record({ environment: "production", name: "ml", deploymentName: "ml-production" });
    expect(() => teardownTargets([production, twin], { by: "name", environment: "production" })).toThrow(
      /Nothing was destroyed/,
    );
  });
});
