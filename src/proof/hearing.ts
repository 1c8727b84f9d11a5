import type { Observation, Seen } from "./observation.ts";

/** Sources that are asked again and again; the server's version and a worker's first lines are asked once. */
const SOURCES = ["service", "pool", "queues", "workers", "eventQueue"] as const;
export type Source = (typeof SOURCES)[number];

/**
 * A look at a source takes at most a few seconds. One that was silent for longer says nothing of what was in
 * between, and was out for the workers as well: whatever they are waited for, the patience begins anew.
 */
export const SILENT_SECONDS = 15;
/** Longer than the longest wait between two tries of a request, and twice a heartbeat's interval. */
const STALE_SECONDS = 60;

/** The latest time without a silence in which a source was heard. */
interface Heard {
  readonly since: number;
  readonly last: number;
}
export type Hearing = Readonly<Partial<Record<Source, Heard>>>;

/** When each source was heard, with what it says now. */
export function hear(former: Hearing, given: Observation): Hearing {
  return Object.fromEntries(
    SOURCES.flatMap((source) => {
      const heard = heardOnceMore(former[source], given[source]);
      return heard === undefined ? [] : [[source, heard]];
    }),
  );
}

function heardOnceMore(former: Heard | undefined, seen: Seen<unknown> | undefined): Heard | undefined {
  if (seen === undefined) return former;
  const { atSeconds: last } = seen;
  const isUnbroken = former !== undefined && last - former.last <= SILENT_SECONDS;
  return { since: isUnbroken ? former.since : last, last };
}

/** What counts of an observation: what was said long ago speaks neither for the workers nor against them. */
export function heardLately(given: Observation): Observation {
  return SOURCES.filter((source) => {
    const atSeconds = given[source]?.atSeconds;
    return atSeconds !== undefined && given.atSeconds - atSeconds > STALE_SECONDS;
  }).reduce((heard, source) => {
    const { [source]: _stale, ...rest } = heard;
    return rest;
  }, given);
}

/**
 * For how long a source has been telling the same: until it was heard last, without the time before a silence.
 * @param since when it began to, by the observations' clock
 */
export function secondsSince(since: number | undefined, ...heard: readonly (Heard | undefined)[]): number {
  const known = heard.filter((one) => one !== undefined);
  if (since === undefined || known.length < heard.length) return 0;
  const end = Math.min(...known.map(({ last }) => last));
  return end - Math.max(since, ...known.map((one) => one.since));
}
