export interface LogsConfig {
  /** One of the periods that CloudWatch Logs knows. */
  readonly retentionDays: number;
  /** Whether a slow log stops the worker or loses lines. */
  readonly mode: "non-blocking" | "blocking";
  /** Of the mode `non-blocking`. */
  readonly bufferMiB: number;
}
