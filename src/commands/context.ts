import type { AwsClients } from "../aws/clients.ts";
import type { GitHub } from "../github/client.ts";
import type { Log } from "../log.ts";
import type { PrefectClient } from "../prefect/client.ts";
import type { Settings } from "../settings.ts";
import type { RememberedLock } from "../post.ts";
import type { UntoldStory } from "../untold-story.ts";
import type { Outputs } from "./outputs.ts";

/** What every command works with. Clock and sleep come in here, so that nothing below reads the time itself. */
export interface Context {
  readonly settings: Settings;
  readonly aws: AwsClients;
  readonly prefect: PrefectClient;
  readonly github: GitHub;
  readonly log: Log;
  /** Tells the post step of a lock that is left where this run is killed. */
  readonly rememberForPost: (lock: RememberedLock) => void;
  /** Tells the post step which story to end where this run is killed; `undefined` when its end was told. */
  readonly rememberUntold: (story: UntoldStory | undefined) => void;
  /** Sets outputs of the action; a later value replaces an earlier one. */
  readonly setOutputs: (outputs: Outputs) => void;
  /** Adds Markdown to the job summary. */
  readonly writeSummary: (markdown: string) => Promise<void>;
  /** This run's own folder for Terraform's files; gone when the run ends. */
  readonly directory: string;
  /** Known secrets, for redaction of all that is written. */
  readonly secrets: readonly string[];
  /** Aborted when the run is cancelled; whatever runs then ends gracefully. */
  readonly interrupt: AbortSignal;
  readonly now: () => Date;
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
}
