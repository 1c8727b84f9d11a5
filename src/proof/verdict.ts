import type { CauseId } from "../diagnosis/table.ts";

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
  /** When the proof failed: what was tried, what runs now, and whether flow runs are still served. */
  readonly serving?: Serving;
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
  /** Stable name of the row: `image-not-found`; `unknown` where no row speaks. */
  readonly id: CauseId | "unknown";
  readonly cause: string;
  readonly remedy: string;
  /** What was seen that makes this the cause. */
  readonly evidence: string;
  /** Where the makers of the system document it; none for what nobody knows. */
  readonly reference?: string;
}

/** What became of the deployment's service when a proof failed. */
export interface Serving {
  readonly tried: DeployedRevision;
  /** Whether nothing was ever deployed before what was tried. */
  readonly isFirst: boolean;
  /** That of the primary deployment first, also while none of its tasks runs; none when the service is gone. */
  readonly now: readonly RevisionNow[];
  /** Whether somebody picks flow runs up; nothing where Prefect did not say. */
  readonly isServed: boolean | undefined;
  /** When a queue of the pool was polled last. */
  readonly polledSecondsAgo?: number;
  /** How long no worker was live, as far as the watch saw it. */
  readonly gap?: Gap;
}

export interface DeployedRevision {
  readonly revision: string;
  /** The commit that deployed it; none where no record tells. */
  readonly commit?: string;
}

export interface RevisionNow extends DeployedRevision {
  /** RUNNING ones. */
  readonly tasks: number;
  /** Of their workers those that are ONLINE with a fresh heartbeat; nothing where Prefect did not say. */
  readonly liveWorkers: number | undefined;
  /** Whether ECS wants it; the tasks of any other are about to be stopped. */
  readonly isPrimary: boolean;
}

/** A lower bound, by a monotonic clock: from a look that found no live worker to the next that found none. */
export interface Gap {
  readonly seconds: number;
  /** For so long ECS or Prefect did not say. */
  readonly unknownSeconds: number;
  readonly watchedSeconds: number;
}
