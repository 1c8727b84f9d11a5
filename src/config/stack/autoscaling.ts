import type { AutoscalingConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

export function autoscalingConfig({
  autoscaling,
  worker,
}: Pick<DeploymentConfig, "autoscaling" | "worker">): AutoscalingConfig | undefined {
  if (autoscaling === undefined) return undefined;
  return {
    min: autoscaling.min ?? worker.count,
    max: autoscaling.max,
    backlogPerTask: autoscaling.backlog_per_task,
    oldestEventSeconds: autoscaling.oldest_event_seconds,
    cpuPercent: autoscaling.cpu_percent,
    schedule: autoscaling.schedule,
  };
}
