import type { AlarmsConfig } from "../../../stacks/config.ts";
import type { DeploymentConfig } from "../schema.ts";
import { refuseOtherRegion } from "./region.ts";

/** @throws UserError when the given topic is in another region than the deployment */
export function alarmsConfig(alarms: DeploymentConfig["alarms"], region: string): AlarmsConfig {
  const { thresholds, topic_arn: topicArn } = alarms;
  if (topicArn !== undefined) refuseOtherRegion("alarms.topic_arn", topicArn, region);
  return {
    enabled: alarms.enabled,
    email: alarms.email,
    topicArn,
    thresholds: {
      downMinutes: thresholds.down_minutes,
      cpuPercent: thresholds.cpu_percent,
      memoryPercent: thresholds.memory_percent,
      oldestEventSeconds: thresholds.oldest_event_seconds,
      deadLetterEvents: thresholds.dead_letter_events,
      undeliveredEvents: thresholds.undelivered_events,
      logErrors: thresholds.log_errors,
      lateMinutes: thresholds.late_minutes,
    },
    rollBack: alarms.roll_back,
    lateRuns: alarms.late_runs,
    dashboard: alarms.dashboard,
  };
}
