/** The outcome of proving that this revision's workers registered and poll. */
export interface Verdict {
  readonly outcome: "verified" | "failed";
  readonly checks: readonly Check[];
  /** Names of the workers that were proven, ordered; empty when the proof failed. */
  readonly workers: readonly string[];
  /** Why it failed, most certain first; empty when it was verified. */
  readonly causes: readonly Diagnosis[];
  /** Last lines of the failed task's log, oldest first, already redacted. */
  readonly logTail: readonly string[];
  /** What runs now, when the proof failed: the revision that still serves flows, if any. */
  readonly serving?: { readonly revision: string; readonly tasks: number };
  readonly seconds: number;
}

export type CheckId = "prefect" | "work-pool" | "ecs-deployment" | "worker" | "queues" | "observer" | "smoke";

export interface Check {
  readonly id: CheckId;
  /** A short claim: "Workers of this revision are online". */
  readonly title: string;
  /** `skipped` when there is nothing to check, which hinders no verdict. */
  readonly outcome: "passed" | "failed" | "skipped" | "unknown";
  /** One sentence with the values, times and ids that settle it. */
  readonly evidence: string;
}

/** One cause with its remedy, as the diagnosis table names them. */
export interface Diagnosis {
  /** Stable name of the row: `image-not-found`. */
  readonly id: string;
  readonly cause: string;
  readonly remedy: string;
  /** What was seen that makes this the cause. */
  readonly evidence: string;
  /** Where the makers of the system document it; none for what nobody knows. */
  readonly reference?: string;
}
