import type { CommitStatus } from "../../local/github/resources.ts";
import type { Worker } from "../../src/prefect/work-pool.ts";
import type { EcsTask } from "./ecs-tasks.ts";
import type { FlowRun } from "./flow-run.ts";
import type { Proof } from "./proof.ts";

/** What happened in a demo, as it is told afterwards. */
export interface Chronicle {
  readonly pullRequest: PullRequestFacts;
  readonly startedAt: Date;
  readonly steps: readonly Step[];
  /** One for each environment that was told of, in the order in which they appeared. */
  readonly comments: readonly StickyComment[];
}

export interface PullRequestFacts {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly head: string;
  readonly base: string;
}

/** One thing that somebody did, and all that came of it. */
export interface Step {
  readonly title: string;
  /** Why GitHub, or the demo, does then what it does. */
  readonly explanation: string;
  readonly at: Date;
  readonly runs: readonly WorkflowRun[];
  readonly flowRuns: readonly FlowRun[];
  readonly pools: readonly WorkPoolSnapshot[];
  readonly proofs: readonly Proof[];
}

export interface WorkflowRun {
  /** `pull_request opened`, `push`. */
  readonly event: string;
  readonly command: string;
  readonly environment: string;
  readonly at: Date;
  readonly seconds: number;
  readonly hasSucceeded: boolean;
  /** Those that the run set, oldest first. */
  readonly statuses: readonly CommitStatus[];
  /** Markdown. */
  readonly summary: string;
  readonly log: string;
}

/** A comment that is written over and over, with every text that it had. */
export interface StickyComment {
  readonly id: number;
  readonly author: string;
  readonly environment: string;
  readonly versions: readonly CommentVersion[];
}

export interface CommentVersion {
  /** The story's phase: `planned`, `applying`, `verified`. */
  readonly phase: string;
  readonly at: Date;
  readonly body: string;
}

/** A work pool at one moment, with the tasks that belong to it. */
export interface WorkPoolSnapshot {
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly at: Date;
  readonly workers: readonly Worker[];
  /** Defaults that the action set in the base job template, by the variable's name. */
  readonly wired: Readonly<Record<string, unknown>>;
  readonly tasks: readonly EcsTask[];
}
