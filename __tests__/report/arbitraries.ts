import fc from "fast-check";
import type { TemplateDifference } from "../../src/prefect/template-difference.ts";
import type { Story } from "../../src/report/story.ts";
import type { ResourceChange } from "../../src/terraform/plan-summary.ts";
import { attribute, change, planOf, setting } from "./stories.ts";

/** Texts that try to leave their place: tables, fences, HTML, comments, mentions, headings. */
export const HOSTILE = [
  "a | b || c",
  "```\n# Heading\n```",
  "````diff\n</details>",
  "</details></summary><h1>x</h1>",
  "<!-- x -->-->",
  "<img src=x onerror=alert(1)>",
  "@everyone and @acme/team, fixes #12",
  "[click](https://evil.example/?a=1) ![i](https://evil.example)",
  "https://evil.example/a_b*c|d www.evil.example",
  "`code` and `un`balanced` ``",
  "**bold** __bold__ ~~gone~~ $x$ \\",
  "# heading\n\n- list\n1. one\n---\n===",
  "\u202Eevil\u0007\u001B[31mred\u001B[0m\r\nnext",
  "\uD800 lone",
  "",
] as const;

/** Any code point but surrogates. (That of fast-check's `unit: "binary"` takes 0.8 s to make.) */
const codePoint = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));
/** Of a run's page on GitHub. */
const runUrl = fc.nat().map((id) => `https://github.com/acme/etl/actions/runs/${id}`);

/** Anything that comes from outside: hostile, random, long. */
export const outsideText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: codePoint, maxLength: 80 }),
  fc
    .tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(3, 3, 40, 40, 500))
    .map(([text, times]) => text.repeat(times)),
);

const changeArbitrary: fc.Arbitrary<ResourceChange> = fc
  .tuple(
    fc.constantFrom<ResourceChange["action"]>("create", "update", "replace", "delete", "forget", "import"),
    outsideText,
    fc.array(fc.tuple(outsideText, fc.oneof(outsideText, fc.jsonValue()), fc.boolean()), { maxLength: 6 }),
  )
  .map(([action, address, attributes]) =>
    change(
      action,
      address,
      attributes.map(([path, value, forces]) => attribute(path, undefined, value, forces)),
    ),
  );

const changesArbitrary = fc.oneof(
  fc.array(changeArbitrary, { maxLength: 8 }),
  // A plan of thousands of resources is the same few over and over.
  fc
    .tuple(fc.array(changeArbitrary, { minLength: 1, maxLength: 4 }), fc.constantFrom(20, 20, 200))
    .map(([changes, times]) => Array.from({ length: times }, () => changes).flat()),
);

const variableArbitrary = fc.oneof(fc.constant("prefect_api_key_secret_arn"), outsideText);

const templateArbitrary: fc.Arbitrary<TemplateDifference> = fc.record({
  condition: fc.constantFrom("missing" as const, "empty" as const, "filled" as const),
  isWired: fc.boolean(),
  changes: fc.array(
    fc.record({
      variable: variableArbitrary,
      action: fc.constantFrom("set" as const, "unset" as const, "kept" as const, "unplaced" as const),
      current: fc.oneof(outsideText, fc.jsonValue()),
      wanted: fc.oneof(outsideText, fc.jsonValue()),
    }),
    { maxLength: 40 },
  ),
  completed: fc.array(variableArbitrary, { maxLength: 40 }),
  drift: fc.array(fc.record({ variable: variableArbitrary, set: outsideText, now: outsideText }), {
    maxLength: 40,
  }),
});

/** Names have the length that the configuration allows; commit and run are GitHub's. All else is as it likes. */
const settingArbitrary = fc.record({
  deploymentName: fc.string({ unit: codePoint, minLength: 1, maxLength: 255 }),
  environment: fc.string({ unit: codePoint, minLength: 1, maxLength: 255 }),
  workPool: outsideText,
  commit: fc.stringMatching(/^[0-9a-f]{40}$/),
  at: fc.date({ min: new Date("2020-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }),
  links: fc.record({ run: runUrl, workPool: outsideText, service: outsideText }),
  revision: outsideText,
  planNote: outsideText,
  plan: fc.tuple(changesArbitrary, changesArbitrary).map(([changes, drift]) => planOf(changes, drift)),
  template: templateArbitrary,
  orphans: fc.array(
    fc.record({
      name: outsideText,
      url: outsideText,
      since: fc.constant(setting().at),
      isRescued: fc.boolean(),
    }),
    { maxLength: 30 },
  ),
  history: fc.array(
    fc.record({
      phase: fc.constantFrom("planned" as const, "failed" as const),
      at: fc.constant(setting().at.toISOString()),
      commit: outsideText,
      run: outsideText,
    }),
    { maxLength: 30 },
  ),
});

const verdictArbitrary = fc.record({
  outcome: fc.constantFrom("verified" as const, "failed" as const),
  checks: fc.array(
    fc.record({
      id: fc.constant("worker" as const),
      title: outsideText,
      outcome: fc.constantFrom("passed" as const, "failed" as const),
      evidence: outsideText,
    }),
    { maxLength: 20 },
  ),
  workers: fc.array(outsideText, { maxLength: 3 }),
  causes: fc.array(
    fc.record({
      id: fc.constantFrom("unknown" as const, "image-not-found" as const),
      cause: outsideText,
      remedy: outsideText,
      evidence: outsideText,
    }),
    { maxLength: 6 },
  ),
  logTail: fc.array(outsideText, { maxLength: 60 }),
  serving: fc.record({
    tried: fc.record({ revision: outsideText, commit: outsideText }),
    isFirst: fc.boolean(),
    now: fc.array(
      fc.record({
        revision: outsideText,
        tasks: fc.nat(),
        liveWorkers: fc.constantFrom(undefined, 0, 2),
        isPrimary: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
    isServed: fc.constantFrom(undefined, true, false),
    polledSecondsAgo: fc.nat(),
    gap: fc.record({ seconds: fc.nat(), unknownSeconds: fc.nat(), watchedSeconds: fc.nat() }),
  }),
  seconds: fc.nat(),
});

const outcomeArbitrary = fc.oneof(
  fc.record({ phase: fc.constant("planned" as const) }),
  fc.record({ phase: fc.constant("verified" as const), verdict: verdictArbitrary }),
  fc.record({
    phase: fc.constant("failed" as const),
    failure: fc.record({ reason: outsideText, message: outsideText }),
    verdict: verdictArbitrary,
  }),
  fc.record({ phase: fc.constant("cancelled" as const), note: outsideText }),
  fc.record({
    phase: fc.constant("destroyed" as const),
    destroyed: fc.record({
      resources: fc.nat(),
      alsoRemoved: fc.array(outsideText, { maxLength: 30 }),
      seconds: fc.nat(),
    }),
  }),
);

export const storyArbitrary: fc.Arbitrary<Story> = fc
  .tuple(settingArbitrary, outcomeArbitrary)
  .map(([frame, outcome]) => ({ ...frame, ...outcome }));
