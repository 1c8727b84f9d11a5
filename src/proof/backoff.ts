import type { Trouble } from "./passing-trouble.ts";

/** A source that is back is to be heard of soon. */
const LONGEST_SECONDS = 15;

/** How long to leave a source alone that gave no answer: twice as long each time, and as long as it asks for. */
export class Backoff {
  #troubles = 0;

  /** The source has answered. */
  reset(): void {
    this.#troubles = 0;
  }

  /** @param atLeast seconds to rest after the first trouble, and in any case */
  restSeconds({ retryAfterSeconds = 0 }: Trouble, atLeast: number): number {
    const doubled = Math.min(LONGEST_SECONDS, atLeast * 2 ** this.#troubles);
    this.#troubles += 1;
    return Math.max(atLeast, doubled, retryAfterSeconds);
  }
}
