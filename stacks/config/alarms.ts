export interface AlarmsConfig {
  /** Whether anything is watched at all: without it neither alarms nor alerts nor their topic are made. */
  readonly enabled: boolean;
  /** Who hears of it through a topic of our own. */
  readonly email: readonly string[];
  /** Somebody else's topic, in place of ours. */
  readonly topicArn?: string | undefined;
  readonly thresholds: AlarmThresholds;
  /**
   * Whether ECS takes back a deployment during which the alarm on CPU or memory goes off. Nothing leaves the
   * service as it is: Terraform's provider does not turn off what is merely left out of an update.
   */
  readonly rollBack?: boolean | undefined;
  /** Whether flow runs that are Late are counted, for an alarm on them. */
  readonly lateRuns: boolean;
  /** Whether there is a dashboard; it needs no alarms. */
  readonly dashboard: boolean;
}

/** When each alarm goes off: above the number for counts and ages, from the number on for percentages. */
export interface AlarmThresholds {
  readonly downMinutes: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly oldestEventSeconds: number;
  readonly deadLetterEvents: number;
  readonly undeliveredEvents: number;
  /** Within five minutes, from this number on. */
  readonly logErrors: number;
  /** For how long a flow run may be Late. */
  readonly lateMinutes: number;
}
