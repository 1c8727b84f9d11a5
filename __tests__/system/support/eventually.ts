import { setTimeout as delay } from "node:timers/promises";

export interface Patience<Seen> {
  readonly withinSeconds: number;
  /** How long to wait before looking again. */
  readonly pauseSeconds?: (seen: Seen) => number;
}

/**
 * What is seen once a condition holds of it.
 * @param what the condition in words, for the error
 * @throws Error that says what was seen last when the condition does not hold in time
 */
export async function eventually<Seen>(
  what: string,
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
  { withinSeconds, pauseSeconds = () => 0.5 }: Patience<Seen>,
): Promise<Seen> {
  const deadlineMs = performance.now() + withinSeconds * 1_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > deadlineMs) {
      throw new Error(`Not within ${withinSeconds} s: ${what}. Seen last: ${JSON.stringify(seen)}`);
    }
    await delay(pauseSeconds(seen) * 1_000);
  }
}
