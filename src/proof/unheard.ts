import type { Trouble } from "./passing-trouble.ts";
import type { Check } from "./verdict.ts";

/** A restart, an upgrade or a limit of requests is over by then; workers need the same answers to serve flow runs. */
const DEADLINE_SECONDS = 180;

/** What a check says whose source does not answer, or not any more: it is waited for, and not for ever. */
export function unheard(
  source: string,
  silentSeconds: number,
  trouble: Trouble | undefined,
): Pick<Check, "outcome" | "evidence"> {
  const why = trouble === undefined ? "" : ` ${trouble.trouble}`;
  return silentSeconds >= DEADLINE_SECONDS
    ? { outcome: "failed", evidence: `${source} gives no answer, for ${Math.round(silentSeconds)} s.${why}` }
    : { outcome: "unknown", evidence: `${source} gave no answer yet.${why}` };
}
