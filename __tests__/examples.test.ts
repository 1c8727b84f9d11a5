import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { parse } from "yaml";
import { z } from "zod";
import type { GitHubEvent } from "../local/github/event.ts";
import { commitSha, deleteEvent, pullRequestEvent, pushEvent } from "../local/github/events.ts";
import { configurationJsonSchema } from "../src/config/json-schema.ts";
import { environmentOfBranch } from "../src/config/environments.ts";
import { parseWorkerFile } from "../src/config/worker-file.ts";

const ROOT = join(import.meta.dirname, "..");
const CONFIGURATION = "examples/basic/prefect-worker.yml";
const PLACE = { repository: "octo-org/flows" };
const WORKFLOW = "examples/basic/.github/workflows/prefect-worker.yml";

describe("the basic example's configuration", () => {
  test("gives main and feature branches an environment each, and no other branch", () => {
    const file = parseWorkerFile(read(CONFIGURATION), CONFIGURATION);
    expect(environmentOfBranch(file, "main")).toMatchObject({ name: "production", isProtected: true });
    expect(environmentOfBranch(file, "feature/x")).toMatchObject({ entry: "preview", isEphemeral: true });
    expect(environmentOfBranch(file, "fix/x")).toBeUndefined();
  });

  test("is accepted by the schema that editors use", () => {
    const validate = schemaValidator();
    expect(validate(parse(read(CONFIGURATION)))).toBe(true);
    expect(validate({ ...parseMapping(read(CONFIGURATION)), unknown: 1 })).toBe(false);
  });
});

describe("the basic example's workflow", () => {
  const workflow = z
    .object({
      on: z.record(z.string(), z.unknown()),
      concurrency: z.object({ group: z.string(), queue: z.string(), "cancel-in-progress": z.boolean() }),
      permissions: z.record(z.string(), z.string()),
      jobs: z.object({
        worker: z.object({
          steps: z.array(z.object({ uses: z.string(), with: z.record(z.string(), z.string()).default({}) })),
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

/** Evaluates the text's one expression, which means the same in JavaScript, with what GitHub tells of an event. */
function groupOf(text: string, event: GitHubEvent): string {
  const github = {
    event: event.payload,
    event_name: event.name,
    head_ref: event.headRef,
    ref_name: event.ref.replace("refs/heads/", ""),
  };
  return text.replace(/\$\{\{(.*)\}\}/, (_, expression: string) =>
    String(runInNewContext(expression, { github })),
  );
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
