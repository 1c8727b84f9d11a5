import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { parse } from "yaml";
import { z } from "zod";
import type { EventOf, GitHubEvent } from "../local/github/event.ts";
import {
  commitSha,
  deleteEvent,
  pullRequestEvent,
  pushEvent,
  scheduleEvent,
} from "../local/github/events.ts";
import { configurationJsonSchema } from "../src/config/json-schema.ts";
import { environmentOfBranch } from "../src/config/environments.ts";
import { parseWorkerFile } from "../src/config/worker-file.ts";
import { Template } from "./stacks/assertions.ts";
import { subjects } from "./stacks/subjects.ts";

const ROOT = join(import.meta.dirname, "..");
const PLACE = { repository: "octo-org/flows" };
const EXAMPLES = readdirSync(join(ROOT, "examples"));
const CONFIGURATION = configurationOf("cloud");
const WORKFLOW = workflowOf("cloud");

const EXPECTED_WARNINGS: Readonly<Record<string, readonly string[]>> = {
  "self-hosted": [
    "Prefect's credential travels unencrypted: the API URL is http://prefect.internal.example.com:4200/api. Use https, or make sure that the way there lies wholly inside your network.",
  ],
};

describe("the cloud example's configuration", () => {
  test("gives main and feature branches an environment each, and no other branch", () => {
    const file = parseWorkerFile(read(CONFIGURATION), CONFIGURATION);
    expect(environmentOfBranch(file, "main")).toMatchObject({ name: "production", isProtected: true });
    expect(environmentOfBranch(file, "feature/x")).toMatchObject({ entry: "preview", isEphemeral: true });
    expect(environmentOfBranch(file, "fix/x")).toBeUndefined();
  });
});

describe.each(EXAMPLES)("the %s example", (example) => {
  const path = configurationOf(example);

  test("is accepted by the schema that editors use, which its first line names", () => {
    const validate = schemaValidator();
    expect(validate(parse(read(path)))).toBe(true);
    expect(validate({ ...parseMapping(read(path)), unknown: 1 })).toBe(false);
    expect(read(path)).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/prefect-worker\.schema\.json\n/,
    );
  });

  test("makes what is listed, and warns of nothing but what its README tells", () => {
    const made = subjects().filter(({ name }) => isOf(example, name));
    const templates = made.map(({ name, config }) => ({ name, template: new Template(config) }));
    const text = templates
      .map(({ name, template }) => `# ${name}\n${template.addresses.join("\n")}\n`)
      .join("\n");
    const golden = join(import.meta.dirname, "__fixtures__", "examples", `${example}.txt`);
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, "utf8"));
    const warnings = new Set(templates.flatMap(({ template }) => template.warnings));
    expect([...warnings]).toEqual(EXPECTED_WARNINGS[example] ?? []);
  });

  test("is explained beside it, and listed in the README", () => {
    expect(read(`examples/${example}/README.md`)).toMatch(/^# \S.+\n\n\S.+/);
    expect(read("README.md")).toContain(`(examples/${example})`);
  });
});

test("examples have one workflow, but for the runner and the credential", () => {
  const text = (example: string) =>
    read(workflowOf(example))
      .replace(/^ *# A runner.*\n/m, "")
      .replace(/(runs-on:).*/, "$1")
      .replace(/prefect-(api-key|auth-string):.*/, "credential:");
  expect(EXAMPLES.map(text)).toEqual(EXAMPLES.map(() => text("cloud")));
  expect(EXAMPLES.filter((example) => read(workflowOf(example)).includes("prefect-auth-string"))).toEqual([
    "self-hosted",
  ]);
});

describe("the cloud example's workflow", () => {
  const workflow = z
    .object({
      on: z.record(z.string(), z.unknown()),
      concurrency: z.object({ group: z.string(), queue: z.string(), "cancel-in-progress": z.boolean() }),
      permissions: z.record(z.string(), z.string()),
      jobs: z.object({
        worker: z.object({
          steps: z.array(z.object({ uses: z.string(), with: z.record(z.string(), z.unknown()).default({}) })),
        }),
      }),
    })
    .parse(parse(read(WORKFLOW)));
  const step = workflow.jobs.worker.steps.find(({ uses }) => uses.includes("/prefect-ecs-worker@"));

  test("uses only inputs that the action has", () => {
    const { inputs } = z
      .object({ inputs: z.record(z.string(), z.unknown()) })
      .parse(parse(read("action.yml")));
    const used = Object.keys(step?.with ?? {});
    expect(used).toContain("prefect-api-url");
    expect(used.filter((name) => !(name in inputs))).toEqual([]);
  });

  test("hears of everything that sets up or tears down an environment", () => {
    expect(Object.keys(workflow.on)).toEqual(["pull_request", "push", "delete", "schedule"]);
    expect(workflow.on["pull_request"]).toEqual({ types: ["opened", "synchronize", "reopened", "closed"] });
  });

  test("lets push, closed and delete of one branch run one after another, and drops none that waits", () => {
    const head = { ref: "feature/x", sha: commitSha("head") };
    const base = { ref: "main", sha: commitSha("base") };
    const groups = [
      pushEvent({ ...PLACE, ref: `refs/heads/${head.ref}`, sha: head.sha }),
      pullRequestEvent("closed", { ...PLACE, number: 7, head, base }),
      pullRequestEvent("closed", { ...PLACE, number: 7, head, base, merged: true }),
      deleteEvent({ ...PLACE, refType: "branch", ref: head.ref, defaultBranchSha: base.sha }),
    ].map((event) => groupOf(workflow.concurrency.group, event));
    expect(groups).toEqual(groups.map(() => `prefect-worker-${head.ref}`));
    expect(workflow.concurrency).toMatchObject({ queue: "max", "cancel-in-progress": false });
  });

  test.each(["opened", "closed"] as const)(
    "holds up no branch of ours for a fork's of that name: %s",
    (action) => {
      const head = { ref: "main", sha: commitSha("head") };
      const base = { ref: "main", sha: commitSha("base") };
      const groups = [
        pullRequestEvent(action, { ...PLACE, number: 7, head, base, headRepository: "mallory/flows" }),
        pullRequestEvent("closed", {
          ...PLACE,
          number: 7,
          head,
          base,
          headRepository: "mallory/flows",
          merged: true,
        }),
        withoutFork(pullRequestEvent(action, { ...PLACE, number: 7, head, base })),
      ].map((event) => groupOf(workflow.concurrency.group, event));
      // A name of a branch has no colon (git check-ref-format).
      expect(groups).toEqual(groups.map(() => "prefect-worker-fork:main"));
    },
  );

  test("has a group for each branch that is pushed to, or that a schedule runs on", () => {
    const pushed = pushEvent({ ...PLACE, ref: "refs/heads/main", sha: commitSha("base") });
    const scheduled = scheduleEvent({ ...PLACE, cron: "17 5 * * *", defaultBranchSha: commitSha("base") });
    expect([pushed, scheduled].map((event) => groupOf(workflow.concurrency.group, event))).toEqual([
      "prefect-worker-main",
      "prefect-worker-main",
    ]);
  });

  test("asks for no permission but those that the action needs", () => {
    expect(workflow.permissions).toEqual({
      contents: "read",
      "id-token": "write",
      "pull-requests": "write",
      statuses: "write",
    });
  });
});

test.each([CONFIGURATION, WORKFLOW])("the README shows %s as it is", (path) => {
  const withoutComments = read(path)
    .replaceAll(/^#.*\n/gm, "")
    .trim();
  // There it stands in a numbered list, and is indented so far.
  expect(read("README.md").replaceAll(/^ {3}/gm, "")).toContain(withoutComments);
});

/** As GitHub tells of a pull request whose fork has been deleted. */
function withoutFork(event: EventOf<"pull_request">): GitHubEvent {
  const { pull_request } = event.payload;
  const orphaned = { ...pull_request, head: { ...pull_request.head, repo: null } };
  // The same event but for this, which the type of its action cannot see.
  return { ...event, payload: { ...event.payload, pull_request: orphaned } as typeof event.payload };
}

/**
 * Evaluates the text's expressions with what GitHub tells of an event. They mean the same in JavaScript, but that
 * GitHub finds nothing in nothing.
 */
function groupOf(text: string, event: GitHubEvent): string {
  const github = {
    event: event.payload,
    event_name: event.name,
    head_ref: event.headRef,
    ref_name: event.ref.replace("refs/heads/", ""),
    repository: event.payload.repository.full_name,
  };
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    String(runInNewContext(expression.replaceAll(".", "?."), { github })),
  );
}

function configurationOf(example: string): string {
  return `examples/${example}/prefect-worker.yml`;
}

function workflowOf(example: string): string {
  return `examples/${example}/.github/workflows/prefect-worker.yml`;
}

/** Whether a subject is an environment of an example, and not of one whose name begins alike. */
function isOf(example: string, subject: string): boolean {
  return subject === `example ${example}` || subject.startsWith(`example ${example}, `);
}

function schemaValidator() {
  const ajv = new Ajv2020({ strict: false });
  ajvFormats.default(ajv);
  return ajv.compile(configurationJsonSchema());
}

function parseMapping(text: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(parse(text));
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
