import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { WorkerConfig, WorkerStackConfig } from "../../stacks/config.ts";
import { RootConstruct } from "../../stacks/lib/cdktf.ts";
import { revisionOf } from "../../stacks/revision.ts";
import { template } from "./assertions.ts";
import { alarmsConfig, existingNetwork, stackConfig } from "./stack-config.ts";

const { worker, prefect, logs } = stackConfig();
const env = fc.dictionary(fc.stringMatching(/^MY_[A-Z]{1,5}$/), fc.string(), { maxKeys: 4 });

describe("the revision", () => {
  test("is 8 hexadecimal digits, and a part of the worker's name", () => {
    const { revision, container } = template();
    expect(revision).toMatch(/^[0-9a-f]{8}$/);
    expect(container["environment"]).toContainEqual({
      name: "PREFECT_ECS_WORKER_NAME",
      value: `etl-production-${revision}`,
    });
  });

  test("is the same for the same content, however its keys are ordered", () => {
    const scope = new RootConstruct();
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        expect(revisionOf(scope, { content: reversed(content) })).toBe(revisionOf(scope, { content }));
      }),
    );
  });

  test("differs where an environment variable does", () => {
    fc.assert(
      fc.property(env, env, (one, other) => {
        fc.pre(JSON.stringify(Object.entries(one).sort()) !== JSON.stringify(Object.entries(other).sort()));
        expect(revisionWith({ env: one })).not.toBe(revisionWith({ env: other }));
      }),
      { numRuns: 8 },
    );
  });

  test("is the same in another process", () => {
    const module = new URL("../../stacks/synthesize.ts", import.meta.url).href;
    const program = `
      import { mkdtempSync, rmSync } from "node:fs";
      import { tmpdir } from "node:os";
      import { synthesize } from ${JSON.stringify(module)};
      const outdir = mkdtempSync(tmpdir() + "/stack-");
      console.log(synthesize(${JSON.stringify(stackConfig())}, outdir).revision);
      rmSync(outdir, { recursive: true });
    `;
    const stdout = execFileSync(process.execPath, ["--input-type=module", "--eval", program]);
    expect(stdout.toString().trim()).toBe(template().revision);
  });

  const changes: readonly [string, Partial<WorkerStackConfig>][] = [
    ["the image", { worker: { ...worker, image: "prefecthq/prefect-aws:0.7.13-python3.12" } }],
    ["the size", { worker: { ...worker, memoryMiB: 2048 } }],
    ["the architecture", { worker: { ...worker, architecture: "ARM64" } }],
    ["the work pool", { workPool: { name: "other", queues: [] } }],
    ["the queues", { workPool: { name: "etl", queues: ["high"] } }],
    ["the API's address", { prefect: { ...prefect, apiUrl: "https://prefect.example.com/api" } }],
    ["the value of the secret", { prefect: { ...prefect, credential: { ...made(), version: 8 } } }],
    ["the way of its log", { logs: { ...logs, mode: "blocking" } }],
    [
      "what somebody lays over the task definition",
      { overrides: { "aws_ecs_task_definition.worker": { ephemeral_storage: { size_in_gib: 50 } } } },
    ],
    ["the variable of the secret", { prefect: { ...prefect, credential: basicAuth() } }],
  ];
  test.each(changes)("changes with %s, so that the service is rolled", (_what, overrides) => {
    expect(template(overrides).revision).not.toBe(template().revision);
  });

  const others: readonly [string, Partial<WorkerStackConfig>][] = [
    ["the number of workers", { worker: { ...worker, count: 5 } }],
    ["the retention of logs", { logs: { ...logs, retentionDays: 365 } }],
    ["who hears of alarms", { alarms: alarmsConfig() }],
    ["tags", { tags: {} }],
    ["subnets", { network: existingNetwork({ subnetIds: ["subnet-0c"] }) }],
  ];
  test.each(others)("stays with %s: the worker itself is the same", (_what, overrides) => {
    expect(template(overrides).revision).toBe(template().revision);
  });
});

function revisionWith(change: Partial<WorkerConfig>): string {
  return template({ worker: { ...worker, ...change } }).revision;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

function made() {
  return { kind: "made-secret", variable: "PREFECT_API_KEY", version: 7 } as const;
}

function basicAuth() {
  return { ...made(), variable: "PREFECT_API_AUTH_STRING" } as const;
}
