import type { LogsConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

export function logsConfig(logs: DeploymentConfig["logs"]): LogsConfig {
  return { retentionDays: logs.retention_days, mode: logs.mode, bufferMiB: logs.buffer_mib };
}
