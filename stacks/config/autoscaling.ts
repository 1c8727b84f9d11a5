/** How many workers there are, when that follows their load. */
export interface AutoscalingConfig {
  readonly min: number;
  readonly max: number;
  /** Task events that may wait for each worker. */
  readonly backlogPerTask: number;
  /** How long a task event may wait until a worker is added at once. */
  readonly oldestEventSeconds: number;
  readonly cpuPercent: number;
  readonly schedule: readonly ScheduledCapacity[];
}

/** From each time that `cron` names, other bounds. */
export interface ScheduledCapacity {
  /** Six fields as in AWS's `cron(…)`: minutes, hours, day of month, month, day of week, year. */
  readonly cron: string;
  readonly min: number;
  readonly max: number;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timezone: string;
}
