import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { sentence } from "../../src/diagnosis/row.ts";
import { DIAGNOSES } from "../../src/diagnosis/table.ts";
import { redactText } from "../../src/report/redaction.ts";
import { configurationJsonSchema } from "../../src/config/json-schema.ts";
import { MESSAGES, NEAR_MISSES } from "./messages.ts";

describe("a recorded or documented message has its cause first", () => {
  test.each(MESSAGES.map(([id, source, symptoms]) => ({ id, source, symptoms })))(
    "$id ($source)",
    ({ id, symptoms }) => {
      expect(diagnose(symptoms)[0]?.id).toBe(id);
    },
  );

  test("and each row has one", () => {
    const met = new Set(MESSAGES.map(([id]) => id));
    expect(DIAGNOSES.map(({ id }) => id).filter((id) => !met.has(id))).toEqual([]);
  });
});

describe("a message that only looks like it", () => {
  test.each(NEAR_MISSES)("%s: %s", (_, id, symptoms) => {
    expect(diagnose(symptoms)[0]?.id).toBe(id);
  });
});

describe("each row", () => {
  test("has a name of its own", () => {
    const ids = DIAGNOSES.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  const rows = DIAGNOSES.map((row) => [row.id, row] as const);
  test.each(rows)("%s tells cause and remedy in whole sentences", (_, row) => {
    for (const text of [row.cause, row.remedy]) {
      expect(sentence(text, row)).toMatch(/^[A-Z].*\.$/);
      expect(sentence(text, row)).not.toMatch(/[{}|]/);
    }
  });

  test.each(rows)("%s has nothing in its words that would be taken for a secret", (_, row) => {
    const told = [row.cause, row.remedy].map((text) => sentence(text, row));
    expect(told.map((text) => redactText(text, []))).toEqual(told);
  });

  test.each(rows)(
    "%s names only what it can take out of the evidence",
    (_, { cause, remedy, names = {} }) => {
      const used = [...`${cause} ${remedy}`.matchAll(/\{(\w+)\|/g)].map(([, name]) => name);
      expect(Object.keys(names)).toEqual(expect.arrayContaining(used));
    },
  );

  test.each(rows)("%s refers to a page of those who know", (_, { reference }) => {
    const { protocol, hostname } = new URL(reference);
    expect(protocol).toBe("https:");
    expect([
      "docs.aws.amazon.com",
      "repost.aws",
      "docs.prefect.io",
      "github.com",
      "docs.python.org",
    ]).toContain(hostname);
  });

  const keys = keysOf(configurationJsonSchema());
  const inputs = /prefect-api-url|prefect-api-key|prefect-auth-string/;
  const command = /: \w+ \S+|\bapply again\b|\brun again\b|Run again|aws \w+|prefect \w+|docker \w+|curl /;
  test.each(rows)(
    "%s names a configuration key, an input or a command, and no key that does not exist",
    (_, { remedy }) => {
      const named =
        remedy.match(/\b(?:[a-z]\w*\.)+[a-z]\w*\b/g)?.filter((word) => keys.has(word.split(".")[0] ?? "")) ??
        [];
      expect(named.filter((key) => !keys.has(key))).toEqual([]);
      expect(
        named.length > 0 || inputs.test(remedy) || command.test(remedy) || remedy.includes("overrides"),
      ).toBe(true);
    },
  );
});

test("names what the evidence names", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:etl/key-AbCdEf";
  const [missing] = diagnose({
    stoppedReasons: [
      `ResourceInitializationError: failed to fetch secret ${arn} from secrets manager: ResourceNotFoundException`,
    ],
  });
  expect(missing?.cause).toBe(`The secret "${arn}" does not exist in this account and region.`);
  const [denied] = diagnose({
    stoppedReasons: [
      "CannotPullContainerError: pull access denied for prefecthq/nothing, repository does not exist",
    ],
  });
  expect(denied?.cause).toContain('the image "prefecthq/nothing"');
  const [paused] = diagnose({ log: ["The work pool 'etl' is currently paused. This worker …"] });
  expect(paused?.remedy).toBe('Resume it with: prefect work-pool resume "etl".');
  const [found] = diagnose({
    checks: [{ id: "work-pool", title: "", outcome: "failed", evidence: '"etl" has type process.' }],
  });
  expect(found?.cause).toMatch(/^The work pool "etl" has type "process":/);
});

test("tells one text once, with the narrowest cause", () => {
  const causes = diagnose({ stoppedReasons: ["CannotPullContainerError: manifest unknown"] });
  expect(causes.map(({ id }) => id)).toEqual(["image-not-found"]);
});

test("tells what happened only when nothing says why", () => {
  const rolledBack = { rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start." };
  expect(diagnose(rolledBack).map(({ id }) => id)).toEqual(["circuit-breaker"]);
  expect(diagnose({ ...rolledBack, exitCodes: [1] }).map(({ id }) => id)).toEqual(["worker-exited"]);
  const explained = diagnose({
    ...rolledBack,
    exitCodes: [1],
    log: ["ModuleNotFoundError: No module named 'mylib'"],
  });
  expect(explained.map(({ id }) => id)).toEqual(["module-not-found"]);
});

const wrongKey = ["Client error '401 Unauthorized' for url 'https://api.prefect.cloud/api/'"];
const spot = "Your Spot Task was interrupted.";

test("tells at most three causes, what ECS says before what the worker wrote", () => {
  const causes = diagnose({
    stoppedReasons: MESSAGES.flatMap(([, , { stoppedReasons = [] }]) => stoppedReasons),
    exitCodes: [127, 137],
    log: MESSAGES.flatMap(([, , { log = [] }]) => log),
  });
  expect(causes).toHaveLength(3);
  expect(causes.map(({ id }) => id)).toEqual(expect.arrayContaining(["secret-kms-denied"]));
  expect(diagnose({ log: wrongKey, stoppedReasons: [spot] }).map(({ id }) => id)).toEqual([
    "spot-interrupted",
    "prefect-unauthorized",
  ]);
});

test("calls unknown what no row explains, shows what was seen, and never guesses", () => {
  expect(diagnose({ stoppedReasons: ["", "Something new"] })).toEqual([
    expect.objectContaining({ id: "unknown", evidence: "Something new" }),
  ]);
  expect(diagnose({})[0]?.evidence).toBe("The task left neither a reason nor a log.");
});

/** Every word that any message is made of, out of order: none of them says anything. */
const WORDS = [
  ...new Set(MESSAGES.flatMap((message) => JSON.stringify(message[2]).match(/[A-Za-z]{2,}/g) ?? [])),
]
  // These words alone are a statement.
  .filter(
    (word) => !/Error$|^OutOfMemory|Interruption$|Exception$|^InsufficientFree|MODULE|CERTIFICATE/.test(word),
  );

test("words without order yield no cause", () => {
  const line = fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }).map((words) => words.join(" · "));
  const text = fc.oneof(line, fc.string());
  const lines = fc.array(text, { maxLength: 5 });
  fc.assert(
    fc.property(lines, lines, lines, text, (stoppedReasons, events, log, rolloutStateReason) => {
      expect(diagnose({ stoppedReasons, events, log, rolloutStateReason })[0]?.id).toBe("unknown");
    }),
    { numRuns: 2_000 },
  );
});

/** Dotted paths of all keys of the configuration. */
function keysOf(schema: unknown, path = ""): Set<string> {
  const {
    properties = {},
    anyOf = [],
    allOf = [],
  } = schema as {
    properties?: Record<string, unknown>;
    anyOf?: unknown[];
    allOf?: unknown[];
  };
  return new Set([
    ...Object.entries(properties).flatMap(([key, value]) => [
      `${path}${key}`,
      ...keysOf(value, `${path}${key}.`),
    ]),
    ...[...anyOf, ...allOf].flatMap((part) => [...keysOf(part, path)]),
  ]);
}
