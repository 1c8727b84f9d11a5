import type { AlarmsConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";

export function alarmsConfig(alarms: DeploymentConfig["alarms"]): AlarmsConfig {
  const { thresholds } = alarms;
  return {
    enabled: alarms.enabled,
    email: alarms.email,
    topicArn: alarms.topic_arn,
    thresholds: {
      downMinutes: thresholds.down_minutes,
      cpuPercent: thresholds.cpu_percent,
      memoryPercent: thresholds.memory_percent,
      oldestEventSeconds: thresholds.oldest_event_seconds,
      deadLetterEvents: thresholds.dead_letter_events,
      undeliveredEvents: thresholds.undelivered_events,
      logErrors: thresholds.log_errors,
    },
    rollBack: alarms.roll_back,
    dashboard: alarms.dashboard,
  };
}
