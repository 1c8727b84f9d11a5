import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { planWithout } from "../../src/report/plan-redaction.ts";
import { redactStory, redactText } from "../../src/report/redaction.ts";
import { textRedaction } from "../../src/report/text-redaction.ts";
import type { AttributeValue } from "../../src/terraform/plan-summary.ts";
import { attribute, change, failed, planOf } from "./stories.ts";

const KEY = Buffer.alloc(32, 1);
const MARK = /\(redacted sha256:[0-9a-f]{8}\)/;
const MARKS = new RegExp(MARK, "g");
const SECRET = 'pa"ss/wörd <&+ 1';

describe("a known secret", () => {
  test.each([
    ["as it is", SECRET],
    ["in JSON", JSON.stringify({ a: SECRET })],
    ["in JSON within JSON", JSON.stringify({ a: JSON.stringify({ b: SECRET }) })],
    ["in JSON as Terraform escapes it", String.raw`pa\"ss/wörd \u003c\u0026+ 1`],
    ["in a URL", encodeURIComponent(SECRET)],
    ["in a URL in lower case", encodeURIComponent(SECRET).replace(/%../g, (octet) => octet.toLowerCase())],
    ["in a form", encodeURIComponent(SECRET).replaceAll("%20", "+")],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64 behind one byte", Buffer.from(`:${SECRET}`).toString("base64")],
    ["in base64 behind a user's name", Buffer.from(`admin12:${SECRET}`).toString("base64")],
    ["in base64 for URLs", Buffer.from(`a?${SECRET}`).toString("base64url")],
  ])("is hidden %s", (_, text) => {
    const redacted = redactText(`before ${text} after`, [SECRET], KEY);
    expect(redacted).toMatch(MARK);
    expect(redacted).toMatch(/^before .* after$/);
    expect(redacted).not.toMatch(/ss.{0,3}w|cGEic3|GEic3M|hImlzcy/);
  });

  test("is hidden line by line when it has several", () => {
    const redacted = redactText(
      "first: line-one-of-it\n  line-two-of-it",
      ["line-one-of-it\nline-two-of-it"],
      KEY,
    );
    expect(redacted.match(MARKS)).toHaveLength(2);
  });

  test("leaves no end of itself where it overlaps another", () => {
    expect(redactText("x abcdefghijkl y", ["abcdef", "defghijkl"], KEY)).toMatch(/^x \(redacted \S+\) y$/);
  });

  test("shows by its mark whether it changed, within a run and not across runs", () => {
    const [one, same, other] = ["secret-1", "secret-1", "secret-2"].map((s) => redactText(s, [s], KEY));
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(redactText("secret-1", ["secret-1"], Buffer.alloc(32, 2))).not.toBe(one);
    expect(redactText("secret-1", ["secret-1"])).not.toBe(one);
  });

  test("of no length, or too short to be one, hides nothing", () => {
    expect(redactText("an ordinary text", ["", "a", "or"], KEY)).toBe("an ordinary text");
  });

  test("survives nowhere: neither in a text nor in a plan, in any form", () => {
    // A secret that is part of the mark itself cannot be told apart from it.
    const secrets = fc
      .string({ minLength: 8, maxLength: 40, unit: "grapheme" })
      .filter((secret) => secret.trim().length >= 8 && !"(redacted sha256:".includes(secret));
    const form = fc.constantFrom<(secret: string) => string>(
      (secret) => secret,
      (secret) => JSON.stringify({ a: secret }),
      (secret) => JSON.stringify([JSON.stringify({ [secret]: secret })]),
      (secret) => encodeURIComponent(secret),
      (secret) => Buffer.from(`user:${secret}`).toString("base64"),
    );
    fc.assert(
      fc.property(secrets, form, fc.string(), fc.string(), (secret, encode, before, after) => {
        const encoded = encode(secret);
        const text = `${before}${encoded}${after}`;
        const plan = planOf([
          change("update", `a.${text}`, [attribute(text, text, { [text]: [text, { a: text }] })]),
        ]);
        const redacted = { ...plan, outputs: { [text]: text } };
        const told = [
          redactText(text, [secret], KEY),
          ...textsOf(planWithout(textRedaction([secret], KEY), redacted)),
        ];
        const leaks = [secret, encoded, encodeURIComponent(secret)];
        expect(told.filter((one) => leaks.some((leak) => one.includes(leak)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a text", () => {
  test.each([
    ["a password in a URL", "postgres://etl:hunter2@db:5432/x", "hunter2"],
    ["a password with an @", "amqp://etl:hun@ter2@mq", "hun@ter2"],
    ["a password without a user", "redis://:hunter2@cache", "hunter2"],
    ["a bearer token", "Authorization: Bearer abcdef123456", "abcdef123456"],
    ["a basic credential", "sent Basic YWRtaW46cGFzcw==", "YWRtaW46cGFzcw=="],
    ["a JSON web token", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "eyJhbGciOiJIUzI1NiJ9"],
    ["an AWS access key id", "id AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
    ["an AWS secret access key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE1", "wJalrXUtnFEMI"],
    ["a Prefect API key", "key pnu_0123456789abcdef0123456789abcdef0123", "pnu_0123456789"],
    ["a GitHub token", "ghs_0123456789abcdef0123456789abcdef0123", "ghs_0123456789"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"],
    ["an assignment", "PREFECT_API_KEY=hunter2 prefect worker start", "hunter2"],
    ["a line of YAML", "env:\n  DB_PASSWORD: hunter2\n", "hunter2"],
    ["JSON", '{"dbPassword": "hun\\"ter2"}', "ter2"],
    ["JSON within JSON", String.raw`"{\"auth_token\":\"hun\\\"ter2\"}"`, "ter2"],
    ["Python's repr", "{'client_secret': 'hunter2'}", "hunter2"],
    ["an option of a command", "run --api-token hunter2 now", "hunter2"],
  ])("loses %s", (_, text, secret) => {
    const redacted = redactText(text, [], KEY);
    expect(redacted).not.toContain(secret);
    expect(redacted.match(MARKS)).toHaveLength(1);
    expect(redactText(redacted, [], KEY)).toBe(redacted);
  });

  test.each([
    ["an address with a port", "http://127.0.0.1:4200/api and a@b.example"],
    ["a commit", "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3"],
    [
      "a reference to a secret",
      "PREFECT_API_KEY=arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-a1",
    ],
    ["the ARN of a secret", "not allowed on arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl-a1"],
    ["a reason", "AWS refused to read the secret: AccessDeniedException. Allow it."],
    ["a variable", "PREFECT_API_KEY=${KEY}"],
    ["plain words", "Basic authentication failed; the bearer is unknown."],
    ["a name about a secret", "secret_string_wo_version = 12, token_type=jwt"],
    ["what Terraform hid", "password = (sensitive value)"],
  ])("keeps %s", (_, text) => {
    expect(redactText(text, [], KEY)).toBe(text);
  });
});

describe("an attribute of a plan", () => {
  const after = (path: string, value: unknown, ...siblings: [string, unknown][]): unknown => {
    const attributes = [[path, value] as const, ...siblings].map(([name, v]) =>
      attribute(name, undefined, v),
    );
    const [redacted] = planWithout(
      textRedaction([], KEY),
      planOf([change("update", "a.b", attributes)]),
    ).changes;
    return knownValue(redacted?.attributes[0]?.after);
  };

  test.each([
    ["a name that says it", "environment.DB_PASSWORD", "hunter2"],
    ["a name further up", "credentials.main.value", "hunter2"],
    [
      "a pair whose name is not part of the change",
      "container_definitions[0].environment[3].value",
      "hunter2",
    ],
  ])("is hidden under %s", (_, path, value) => {
    expect(after(path, value)).toMatch(MARK);
  });

  test.each([
    ["a plain name", "environment.LOG_LEVEL", "INFO"],
    ["the name of a secret", "container_definitions[0].secrets[0].name", "PREFECT_API_KEY"],
    ["the place of a secret", "secrets[0].valueFrom", "arn:aws:ssm:eu-west-1:111122223333:parameter/key"],
    ["the version of a secret", "secret_string_wo_version", 4711],
    ["a setting", "setting[0].value", "enhanced"],
    ["nothing", "master_password", null],
  ])("is shown under %s", (_, path, value) => {
    expect(after(path, value)).toEqual(value);
  });

  test("is hidden in a pair by the pair's name, in a list and by path", () => {
    expect(
      after("environment", [
        { name: "API_TOKEN", value: "hunter2" },
        { name: "LOG_LEVEL", value: "INFO" },
      ]),
    ).toEqual([
      { name: "API_TOKEN", value: expect.stringMatching(MARK) },
      { name: "LOG_LEVEL", value: "INFO" },
    ]);
    expect(after("environment[0].value", "hunter2", ["environment[0].name", "API_TOKEN"])).toMatch(MARK);
    expect(after("environment[0].value", "INFO", ["environment[0].name", "LOG_LEVEL"])).toBe("INFO");
  });

  test("is hidden inside of JSON, which keeps its own spacing when it holds no secret", () => {
    const definitions = JSON.stringify([{ environment: [{ name: "DB_PASSWORD", value: "hunter2" }] }]);
    expect(after("container_definitions", definitions)).not.toContain("hunter2");
    expect(after("container_definitions", definitions)).toContain('"name":"DB_PASSWORD"');
    expect(after("policy", '{ "Version": "2012-10-17" }')).toBe('{ "Version": "2012-10-17" }');
  });

  test("keeps its change visible", () => {
    const plan = planOf([
      change("update", "a.b", [attribute("environment.DB_PASSWORD", "old-one", "new-one")]),
    ]);
    const redacted = planWithout(textRedaction([], KEY), plan).changes[0]?.attributes[0];
    expect(knownValue(redacted?.before)).toMatch(MARK);
    expect(knownValue(redacted?.before)).not.toBe(knownValue(redacted?.after));
  });
});

test("a story loses its secrets in the plan, the verdict, the failure and the log, and keeps all else", () => {
  const story = failed({
    logTail: ["key is hunter22"],
    causes: [{ id: "unknown", cause: "hunter22", remedy: "hunter22", evidence: "hunter22" }],
  });
  const told = { ...story, plan: planOf([change("create", "a.b", [attribute("x", undefined, "hunter22")])]) };
  const redacted = redactStory(told, ["hunter22"], KEY);
  expect(JSON.stringify(redacted)).not.toContain("hunter22");
  expect(JSON.stringify(redacted).match(MARKS)).toHaveLength(5);
  expect(redactStory(failed(), ["hunter22"], KEY)).toEqual(failed());
});

function knownValue(value: AttributeValue | undefined): unknown {
  return value?.kind === "known" ? value.value : undefined;
}

/** Every text of a plan, keys of objects included. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...textsOf(item)]);
}
