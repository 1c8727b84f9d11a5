import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";

/** After so many turns of the event loop, and so long, in which nothing was heard of, all wait for the clock. */
const QUIET_TURNS = 20;
const QUIET_MS = 2;

/** Seconds that pass only while everybody sleeps: neither a slow machine nor a long test makes them longer. */
export class IdleClock {
  #seconds = 0;
  #signs = 0;
  #isRunning = false;
  #sleepers: readonly { readonly at: number; readonly wake: () => void }[] = [];

  readonly seconds = (): number => this.#seconds;

  readonly sleep = (span: number, signal?: AbortSignal): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { at: this.#seconds + span, wake: resolve };
    this.#sleepers = [...this.#sleepers, sleeper];
    signal?.addEventListener("abort", () => {
      this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
      reject(signal.reason as Error);
    });
    if (!this.#isRunning) void this.#run();
    return promise;
  };

  /** How many sleep now. */
  get asleep(): number {
    return this.#sleepers.length;
  }

  /** Tells that somebody is at work: a request has come. */
  readonly sign = (): void => {
    this.#signs += 1;
  };

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#sleepers.length > 0) {
      await this.#quiet();
      const [next, ...others] = this.#sleepers.toSorted((a, b) => a.at - b.at);
      this.#sleepers = others;
      this.#seconds = next?.at ?? this.#seconds;
      next?.wake();
    }
    this.#isRunning = false;
  }

  async #quiet(): Promise<void> {
    let [signs, turns, sinceMs] = [this.#signs, 0, performance.now()];
    while (turns < QUIET_TURNS || performance.now() - sinceMs < QUIET_MS) {
      // Other tests want the processor meanwhile.
      await (turns < QUIET_TURNS ? turn() : delay(1));
      turns += 1;
      if (signs !== this.#signs) [signs, turns, sinceMs] = [this.#signs, 0, performance.now()];
    }
  }
}
