import { type Judgement, judge } from "./judge.ts";
import { GapWatch, isAnyLive } from "./live-workers.ts";
import { NOTHING_SEEN } from "./memory.ts";
import type { Observation } from "./observation.ts";
import type { ProofContext, ProofTarget } from "./target.ts";
import type { Check, Gap } from "./verdict.ts";

/** Asks one source, tells the watch what it answered, and says how long to rest until the next time. */
export type Look = (watch: Watch) => Promise<Rest>;

export interface Rest {
  readonly seconds: number;
  /** Another moment that may come first. */
  readonly until?: () => Promise<void>;
}

/** What several sources that are looked at side by side have told so far, and what the judge makes of it. */
export class Watch {
  readonly startedSeconds: number;
  readonly #context: ProofContext;
  readonly #target: ProofTarget;
  readonly #gapWatch: GapWatch;
  #latest: Observation;
  #judgement: Judgement;
  #registeredNow = Promise.withResolvers<void>();
  #isBroken = false;
  /** A source may have asked for minutes: a rest that nobody waits for any more would keep the process alive. */
  readonly #over = new AbortController();

  constructor(context: ProofContext, target: ProofTarget) {
    this.startedSeconds = context.seconds();
    this.#context = context;
    this.#target = target;
    this.#gapWatch = new GapWatch(this.startedSeconds);
    this.#latest = { atSeconds: this.startedSeconds };
    this.#judgement = judge(target, { ...NOTHING_SEEN, wasDeployed: target.isDeployed }, this.#latest);
  }

  get latest(): Observation {
    return this.#latest;
  }

  get judgement(): Judgement {
    return this.#judgement;
  }

  /** For how long no worker was live. */
  get gap(): Gap {
    return this.#gapWatch.gap;
  }

  /** The moment at which the number of registered workers changes next. */
  get registeredNow(): Promise<void> {
    return this.#registeredNow.promise;
  }

  learn(news: Partial<Observation>): void {
    // What was still under way when all was settled comes too late.
    if (this.#isSettled()) return;
    const former = this.#judgement;
    this.#latest = { ...this.#latest, ...news, atSeconds: this.#context.seconds() };
    this.#gapWatch.look(this.#latest.atSeconds, isAnyLive(this.#target, this.#latest));
    this.#judgement = judge(this.#target, former.memory, this.#latest);
    tellChanges(former.checks, this.#judgement.checks, this.#context.onCheck);
    if (this.#judgement.workers.length !== former.workers.length) {
      this.#registeredNow.resolve();
      this.#registeredNow = Promise.withResolvers();
    }
  }

  /**
   * Looks again and again until there is a verdict or the time is up.
   * @throws what a look throws, which ends the others, and the signal's reason when it is aborted
   */
  async untilSettled(looks: readonly Look[]): Promise<void> {
    try {
      await Promise.race(looks.map((look) => this.#repeat(look)));
    } catch (error) {
      this.#isBroken = true;
      throw error;
    } finally {
      this.#over.abort();
    }
  }

  async #repeat(look: Look): Promise<void> {
    const { signal, sleep } = this.#context;
    while (!this.#isSettled()) {
      signal.throwIfAborted();
      const { seconds, until } = await look(this);
      if (this.#isSettled()) return;
      const rest = seconds > 0 ? sleep(seconds, this.#over.signal) : undefined;
      await Promise.race([rest, ...(rest && until ? [until()] : [])]);
    }
  }

  #isSettled(): boolean {
    if (this.#isBroken || this.#judgement.outcome !== "undecided") return true;
    return this.#context.seconds() - this.startedSeconds >= this.#target.timeoutSeconds;
  }
}

function tellChanges(
  former: readonly Check[],
  current: readonly Check[],
  onCheck: (check: Check) => void,
): void {
  for (const check of current) {
    const before = former.find(({ id }) => id === check.id);
    if (before?.outcome !== check.outcome || before.evidence !== check.evidence) onCheck(check);
  }
}
