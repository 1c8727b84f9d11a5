import { setImmediate as turn } from "node:timers/promises";

/** After so many turns of the event loop, and so long, in which nothing was heard of, all wait for the clock. */
const QUIET_TURNS = 20;
const QUIET_MS = 2;

/** Seconds that pass only while everybody sleeps: neither a slow machine nor a long test makes them longer. */
export class IdleClock {
  #seconds = 0;
  #signs = 0;
  #isRunning = false;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  readonly seconds = (): number => this.#seconds;

  readonly sleep = (span: number): Promise<void> => {
    const slept = new Promise<void>((wake) => this.#sleepers.push({ at: this.#seconds + span, wake }));
    if (!this.#isRunning) void this.#run();
    return slept;
  };

  /** Tells that somebody is at work: a request has come. */
  readonly sign = (): void => {
    this.#signs += 1;
  };

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#sleepers.length > 0) {
      await this.#quiet();
      const [next] = this.#sleepers.sort((a, b) => a.at - b.at).splice(0, 1);
      this.#seconds = next?.at ?? this.#seconds;
      next?.wake();
    }
    this.#isRunning = false;
  }

  async #quiet(): Promise<void> {
    let [signs, turns, sinceMs] = [this.#signs, 0, performance.now()];
    while (turns < QUIET_TURNS || performance.now() - sinceMs < QUIET_MS) {
      await turn();
      turns += 1;
      if (signs !== this.#signs) [signs, turns, sinceMs] = [this.#signs, 0, performance.now()];
    }
  }
}
