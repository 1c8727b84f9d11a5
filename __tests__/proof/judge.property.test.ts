import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { judge, type Judgement } from "../../src/proof/judge.ts";
import { NOTHING_SEEN } from "../../src/proof/memory.ts";
import type { Observation } from "../../src/proof/observation.ts";
import { EXPECTED, REVISION } from "./sightings.ts";
import {
  FATES,
  FORMER,
  learn,
  type Life,
  livesOf,
  type Look,
  type Source,
  type Span,
  unheardIn,
  type World,
} from "./world.ts";

/**
 * All that will ever happen has happened by then, and all limits of the checks are over: the longest of them,
 * 90 s for a registration, begins anew after a silence, of which the last ends after 300 s.
 */
const HORIZON_SECONDS = 450;
/** What was heard may be a minute old, and from an API that lags behind by ten seconds more. */
const STALE_SECONDS = 71;
const SKEW_SECONDS = 300;
const WORKERS = 6;
const RUNS = 1500;

const seconds = (min: number, max: number) => fc.integer({ min, max });
const span = (latest: number, longest: number) =>
  fc.tuple(seconds(0, latest), seconds(0, longest)).map(([from, long]) => ({ from, to: from + long }));

const isApart = (one: Span, other: Span) => one.to < other.from || one.from > other.to;

const world: fc.Arbitrary<World> = fc
  .record({
    fate: fc.constantFrom("comes good" as const, "comes good" as const, ...FATES),
    count: fc.integer({ min: 1, max: WORKERS }),
    skew: fc.record({
      aws: seconds(-SKEW_SECONDS, SKEW_SECONDS),
      prefect: seconds(-SKEW_SECONDS, SKEW_SECONDS),
    }),
    stumbles: fc.integer({ min: 0, max: 2 }),
    stumblesLate: fc.boolean(),
    workers: fc.array(
      fc.record({ runsAt: seconds(12, 60), takes: seconds(0, 60), pollsAfter: seconds(0, 15) }),
      { minLength: WORKERS, maxLength: WORKERS },
    ),
    unwell: span(100, 20),
    outage: span(200, 80),
    retryAfter: seconds(0, 10),
    absence: span(200, 100),
    logDelay: seconds(0, 15),
    oldLeavesAt: seconds(0, 200),
    hasOldWorkers: fc.boolean(),
    isSameRevision: fc.boolean(),
  })
  .map(({ workers, absence, isSameRevision, ...rest }) => ({
    ...rest,
    workers: workers.slice(0, rest.count),
    // Who is silent after an outage as well is silent for longer than is allowed.
    absence: isApart(absence, unheardIn(rest)) ? absence : { from: 0, to: 0 },
    // A rollback to the same revision looks like that revision: what differs is the network, which nobody tells.
    isSameRevision: isSameRevision && rest.fate !== "is rolled back",
  }));

/**
 * Looks at one source: at random times, from a lagging API whose pages shift, with a gap in which it answers 429 to
 * everything.
 */
function looks(source: Source): fc.Arbitrary<Look[]> {
  const gap = span(200, 80);
  const pauses = fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: -6, max: 3 }),
    ),
    {
      minLength: 40,
      maxLength: 60,
    },
  );
  return fc.tuple(gap, pauses).map(([{ from, to }, steps]) => {
    const made: Look[] = [];
    let at = 0;
    for (let index = 0; at < HORIZON_SECONDS; index += 1) {
      const [pause = 1, lag = 0, slip = -1] = steps[index % steps.length] ?? [];
      at += pause;
      // Prefect answers from one database; ECS is eventually consistent.
      const behind = source === "ecs" ? lag : Math.floor(lag / 3);
      if (at >= from && at <= to) continue;
      // A page shifts now and then, and not each time that it is read.
      const slips = made.length % 3 === 2 && at - (made.at(-1)?.at ?? 0) <= 8 ? slip : -1;
      made.push({ source, at, lag: behind, slips });
    }
    return made;
  });
}

const PREFECT: ReadonlySet<Source> = new Set(["workers", "queues", "pool"]);

const sequence = fc
  .tuple(...(["ecs", "workers", "queues", "pool", "observer"] as const).map(looks))
  .map((all) => all.flat().sort((a, b) => a.at - b.at));

test("no false green, no false red, and always a verdict in the end", () => {
  fc.assert(
    fc.property(world, sequence, fc.boolean(), (truth, all, isAutoscaled) => {
      const expected = {
        ...EXPECTED,
        isAutoscaled,
        count: isAutoscaled ? 1 : truth.count,
        workQueues: ["high"],
        formerDeployment: FORMER,
      };
      let known: Observation = { atSeconds: 0 };
      let judgement: Judgement = judge(expected, NOTHING_SEEN, known);
      const { outage } = truth;
      const lives = livesOf(truth);
      for (const look of all) {
        const isUnanswered = PREFECT.has(look.source) && look.at >= outage.from && look.at < outage.to;
        if (isUnanswered) continue;
        known = learn(truth, lives, known, look);
        judgement = judge(expected, judgement.memory, known);
        if (judgement.outcome !== "undecided") break;
      }
      switch (judgement.outcome) {
        case "verified":
          expectServing(truth, lives, judgement, known.atSeconds);
          break;
        case "failed":
          expect(truth.fate).not.toBe("comes good");
          break;
        case "undecided":
          throw new Error(`No verdict: ${JSON.stringify(judgement.checks)}`);
      }
    }),
    { numRuns: RUNS },
  );
});

/** The plain truth of a green check, in the world's own time and without a look at any answer. */
function expectServing(truth: World, lives: readonly Life[], { workers }: Judgement, now: number): void {
  expect(truth.fate).toBe("comes good");
  const proven = lives.filter(({ id }) => workers.includes(`${REVISION}-${id}`));
  expect(proven.length).toBeGreaterThanOrEqual(truth.count);
  for (const { runsAt, registersAt, endsAt } of proven) {
    expect(runsAt).toBeLessThanOrEqual(now);
    expect(registersAt).toBeLessThanOrEqual(now);
    expect(endsAt).toBeGreaterThan(now - STALE_SECONDS);
  }
  // Somebody has polled since the last of them came; whether the old or the new, no API tells.
  const last = Math.max(...proven.map(({ registersAt }) => registersAt));
  const polls = lives.map(({ pollsAt }) => pollsAt);
  const isPolledByOld = truth.hasOldWorkers && truth.oldLeavesAt >= last;
  expect(isPolledByOld || Math.min(...polls) <= now).toBe(true);
}
