import { expect, test } from "@jest/globals";
import { renderEnvironments, renderEnvironmentStatus } from "../../src/report/environments.ts";
import type { EnvironmentRecord } from "../../src/terraform/environment-record.ts";

const record: EnvironmentRecord = {
  schemaVersion: 1,
  repository: "octo-org/flows",
  name: "etl",
  environment: "preview-x-123456",
  entry: "preview",
  deploymentName: "etl-preview-x-123456-1234abcd",
  branch: "feature/<b>|@octocat",
  ephemeral: true,
  protected: false,
  region: "eu-west-1",
  cluster: "c",
  service: "s",
  prefect: { apiUrl: "https://prefect.example.com/api", workPool: "etl", workPoolMade: true },
  revision: "3f2a91c0",
  deployed: [],
  jobVariables: {},
  keptJobVariables: [],
  images: {},
  commit: "c",
  updatedAt: "2026-11-23T12:00:00.000Z",
  status: "applied",
  flowRunFamily: "f",
  workerFamily: "w",
};

test("lists environments, and keeps a branch's name from breaking out of its cell", () => {
  const [, , row = ""] = renderEnvironments([record]).split("\n");
  expect(row).toContain("ephemeral");
  expect(row).toContain("`3f2a91c0`");
  expect(row.replaceAll("\\|", "").split("|")).toHaveLength(9);
  expect(renderEnvironments([])).toBe("No environment is deployed.");
});

test("tells of a service, a pool and workers, also when there are none", () => {
  expect(renderEnvironmentStatus(undefined, undefined, [])).toMatch(/not deployed[^]*missing/);
  const worker = {
    name: "etl-production-3f2a91c0-1",
    created: new Date("2026-11-23T11:00:00Z"),
    status: "ONLINE" as const,
    last_heartbeat_time: new Date("2026-11-23T12:00:00Z"),
    heartbeat_interval_seconds: 30,
  };
  expect(renderEnvironmentStatus(undefined, undefined, [worker])).toContain(
    "ONLINE, last heartbeat 2026-11-23T12:00:00.000Z",
  );
});
