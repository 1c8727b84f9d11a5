import { markdownTable } from "markdown-table";
import type { Deployment } from "../aws/ecs-service.ts";
import type { Worker, WorkPool } from "../prefect/work-pool.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import { code } from "./markdown.ts";

/** A repository's environments as a table. */
export function renderEnvironments(records: readonly EnvironmentRecord[]): string {
  if (records.length === 0) return "No environment is deployed.";
  const header = ["environment", "branch", "kind", "status", "revision", "work pool", "updated"];
  return markdownTable([
    header,
    ...records.map((record) => [
      code(record.environment),
      code(record.branch),
      record.protected ? "protected" : record.ephemeral ? "ephemeral" : "persistent",
      record.status,
      code(record.revision ?? "–"),
      code(record.prefect.workPool),
      record.updatedAt,
    ]),
  ]);
}

/** How one environment is right now: its service, its pool and its workers, as a table. */
export function renderEnvironmentStatus(
  deployment: Deployment | undefined,
  pool: WorkPool | undefined,
  workers: readonly Worker[],
): string {
  const service =
    deployment === undefined
      ? "not deployed"
      : `${deployment.rolloutState}, ${deployment.runningCount} of ${deployment.desiredCount} running`;
  return markdownTable([
    ["what", "state"],
    ["service", service],
    ["work pool", pool === undefined ? "missing" : (pool.status ?? "unknown")],
    ...workers.map(({ name, status, last_heartbeat_time: heartbeat }) => [
      `worker ${code(name)}`,
      `${status}, last heartbeat ${heartbeat?.toISOString() ?? "never"}`,
    ]),
  ]);
}
