/** As many requests may follow each other at once when as many seconds were saved before, and at the beginning. */
const MOST_SAVED = 4;

/** Keeps requests to an API at one a second, in the long run: who waits longer saves for a moment that matters. */
export class Pace {
  #savedSeconds = MOST_SAVED;
  #lastSeconds: number | undefined;

  /**
   * How long to rest after some requests, so that there was no more than one a second.
   * @param now seconds of a monotonic clock
   * @param atLeast seconds to rest in any case
   */
  restSeconds(now: number, requests: number, atLeast: number): number {
    const passed = this.#lastSeconds === undefined ? 0 : now - this.#lastSeconds;
    this.#lastSeconds = now;
    this.#savedSeconds = Math.min(MOST_SAVED, this.#savedSeconds + passed) - requests;
    return Math.max(atLeast, -this.#savedSeconds);
  }
}
