import type { PlanCounts, PlanSummary } from "../terraform/plan-summary.ts";
import type { TemplateDifference } from "../prefect/template-difference.ts";
import type { Verdict } from "../proof/verdict.ts";

/** All that a comment, a summary and a commit status can tell about one environment at one moment. */
export type Story = Setting & Outcome;

interface Setting {
  readonly deploymentName: string;
  readonly environment: string;
  /** Name of the work pool that the workers poll. */
  readonly workPool: string;
  /** The commit that people see: on a pull request its head, not the merge commit that GitHub tests. */
  readonly commit: string;
  readonly at: Date;
  readonly links: { readonly run: string; readonly workPool?: string; readonly service?: string };
  readonly revision?: string;
  readonly plan?: PlanSummary;
  /** What one must know to read the plan: "No state bucket exists yet: planned on empty state." */
  readonly planNote?: string;
  readonly applied?: { readonly counts: PlanCounts; readonly seconds: number };
  /** What becomes, or became, of the defaults in the work pool's base job template. */
  readonly template?: TemplateDifference;
  /** Flow runs that a worker which is gone had claimed, and never started. */
  readonly orphans?: readonly Orphan[];
  /** What was told before, oldest first, as read back from the comment; without this moment. */
  readonly history: readonly StoryEvent[];
}

type Outcome =
  /** Nothing was changed; an empty plan says that nothing has to. */
  | { readonly phase: "planned"; readonly plan: PlanSummary }
  | { readonly phase: "applying" }
  | { readonly phase: "verified"; readonly verdict: Verdict }
  | { readonly phase: "failed"; readonly failure: Failure; readonly verdict?: Verdict }
  /** `note` says what the cancelled run left behind, such as a lock and the command that releases it. */
  | { readonly phase: "cancelled"; readonly note?: string }
  | { readonly phase: "destroying" }
  | { readonly phase: "destroyed"; readonly destroyed: Destruction };

export type Phase = Outcome["phase"];

export interface Failure {
  /** Stable name: `terraform-failed`, `state-locked`, `worker-not-registered`. */
  readonly reason: string;
  /** "What happened: why. What to do."; lines after the first are shown as they are. */
  readonly message: string;
}

export interface Destruction {
  /** How many resources Terraform destroyed. */
  readonly resources: number;
  /** What else is gone, one phrase each: "work pool `etl-preview`", "2 worker records". */
  readonly alsoRemoved: readonly string[];
  readonly seconds: number;
}

export interface Orphan {
  /** Of the flow run. */
  readonly name: string;
  readonly url: string;
  /** When the worker claimed it, by Prefect's clock. */
  readonly since: Date;
  /** Whether it was set back to Scheduled. */
  readonly isRescued: boolean;
}

/** One moment of the story so far. */
export interface StoryEvent {
  readonly phase: Phase;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly commit: string;
  readonly run: string;
}
