import type { AwsClients } from "../aws/clients.ts";
import type { Log } from "../log.ts";
import type { PrefectClient } from "../prefect/client.ts";
import type { Settings } from "../settings.ts";

/** What every command works with. Clock and sleep come in here, so that nothing below reads the time itself. */
export interface Context {
  readonly settings: Settings;
  readonly aws: AwsClients;
  readonly prefect: PrefectClient;
  readonly log: Log;
  /** Known secrets, for redaction of all that is written. */
  readonly secrets: readonly string[];
  /** Aborted when the run is cancelled; whatever runs then ends gracefully. */
  readonly interrupt: AbortSignal;
  readonly now: () => Date;
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  readonly sleep: (seconds: number) => Promise<void>;
}
