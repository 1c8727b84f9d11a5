import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { judge, NOTHING_SEEN, type Judgement } from "../../src/proof/judge.ts";
import type { Observation } from "../../src/proof/observation.ts";
import { EXPECTED, REVISION } from "./sightings.ts";
import { FATES, learn, livesOf, type Look, type Source, type World } from "./world.ts";

/**
 * All that will ever happen has happened by then, and all limits of the checks are over: the longest of them,
 * 90 s for a registration, begins anew after a gap, of which the last ends after 280 s.
 */
const HORIZON_SECONDS = 400;
/** What was heard may be a minute old, and from an API that lags behind by ten seconds more. */
const STALE_SECONDS = 71;
const SKEW_SECONDS = 300;

const world: fc.Arbitrary<World> = fc
  .record({
    fate: fc.constantFrom("comes good" as const, "comes good" as const, ...FATES),
    count: fc.integer({ min: 1, max: 4 }),
    skew: fc.record({
      aws: fc.integer({ min: -SKEW_SECONDS, max: SKEW_SECONDS }),
      prefect: fc.integer({ min: -SKEW_SECONDS, max: SKEW_SECONDS }),
    }),
    stumbles: fc.integer({ min: 0, max: 2 }),
    lives: fc.array(
      fc.record({
        runsAt: fc.integer({ min: 12, max: 60 }),
        takes: fc.integer({ min: 0, max: 70 }),
        pollsAfter: fc.integer({ min: 0, max: 15 }),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    unwell: fc.record({ from: fc.integer({ min: 0, max: 100 }), seconds: fc.integer({ min: 0, max: 20 }) }),
    oldLeavesAt: fc.integer({ min: 0, max: 200 }),
    hasOldWorkers: fc.boolean(),
  })
  .map(({ lives, ...rest }) => ({ ...rest, workers: lives.slice(0, rest.count) }));

/**
 * Looks at one source: at random times, from a lagging API whose pages shift, with a gap in which it answers 429 to
 * everything.
 */
function looks(source: Source): fc.Arbitrary<Look[]> {
  const gap = fc.record({ from: fc.integer({ min: 0, max: 200 }), seconds: fc.integer({ min: 0, max: 80 }) });
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
  return fc.tuple(gap, pauses).map(([{ from, seconds }, steps]) => {
    const made: Look[] = [];
    let at = 0;
    for (let index = 0; at < HORIZON_SECONDS; index += 1) {
      const [pause = 1, lag = 0, slip = -1] = steps[index % steps.length] ?? [];
      at += pause;
      // Prefect answers from one database; ECS is eventually consistent.
      const behind = source === "ecs" ? lag : Math.floor(lag / 3);
      if (at >= from && at <= from + seconds) continue;
      // A page shifts now and then, and not each time that it is read.
      const slips = made.length % 3 === 2 && at - (made.at(-1)?.at ?? 0) <= 8 ? slip : -1;
      made.push({ source, at, lag: behind, slips });
    }
    return made;
  });
}

const sequence = fc
  .tuple(...(["ecs", "workers", "queues", "pool", "observer"] as const).map(looks))
  .map((all) => all.flat().sort((a, b) => a.at - b.at));

test("no false green, no false red, and always a verdict in the end", () => {
  fc.assert(
    fc.property(world, sequence, (truth, all) => {
      const expected = { ...EXPECTED, count: truth.count, workQueues: ["high"] };
      let known: Observation = { atSeconds: 0 };
      let judgement: Judgement = judge(expected, NOTHING_SEEN, known);
      for (const look of all) {
        known = learn(truth, known, look);
        judgement = judge(expected, judgement.memory, known);
        if (judgement.outcome !== "undecided") break;
      }
      switch (judgement.outcome) {
        case "verified":
          expectServing(truth, judgement, known.atSeconds);
          break;
        case "failed":
          expect(truth.fate).not.toBe("comes good");
          break;
        case "undecided":
          throw new Error(`No verdict: ${JSON.stringify(judgement.checks)}`);
      }
    }),
    { numRuns: 1500 },
  );
});

/** The plain truth of a green check, in the world's own time and without a look at any answer. */
function expectServing(truth: World, { workers }: Judgement, now: number): void {
  expect(truth.fate).toBe("comes good");
  const lives = livesOf(truth);
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
