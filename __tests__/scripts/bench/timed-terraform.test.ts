import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  parseCommands,
  parseResourceTimes,
  writeTimedTerraform,
} from "../../../scripts/bench/timed-terraform.ts";

describe("a timed Terraform", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "timed-terraform-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** Around a program in Terraform's place, in a folder with a configuration. */
  const timed = (script: string) => {
    const real = join(directory, "real");
    writeFileSync(real, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const terraform = writeTimedTerraform(join(directory, "bin"), real);
    const cwd = join(directory, "work");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "cdk.tf.json"), "{}");
    const run = (...args: readonly string[]) =>
      spawnSync(join(terraform.directory, "terraform"), args, { cwd, encoding: "utf8" });
    return { ...terraform, run };
  };

  test("does what the real one does: arguments, output and exit code", () => {
    const { run } = timed('echo "$@"; exit 2');
    for (const command of ["plan", "apply"]) {
      expect(run(command, "-out=a b")).toMatchObject({ stdout: `${command} -out=a b\n`, status: 2 });
    }
  });

  test("notes each command once, within the time that it was given", () => {
    const { run, takeCommands } = timed("sleep 0.05");
    const beforeMs = Date.now();
    run("version");
    run("plan");
    const [version, plan, ...others] = takeCommands();
    expect(version).toMatchObject({ name: "version" });
    expect(plan).toMatchObject({ name: "plan" });
    expect(others).toEqual([]);
    expect(version?.startedMs).toBeGreaterThanOrEqual(beforeMs);
    expect((plan?.endedMs ?? 0) - (plan?.startedMs ?? 0)).toBeGreaterThanOrEqual(50);
    expect(plan?.endedMs).toBeLessThanOrEqual(Date.now() + 1);
    expect(takeCommands()).toEqual([]);
  });

  test("keeps the configuration that init was called with", () => {
    const { run, configuration } = timed("true");
    run("plan");
    expect(readdirSync(configuration)).toEqual([]);
    run("init");
    expect(readdirSync(configuration)).toEqual(["cdk.tf.json"]);
  });

  test("knows the resources of an apply", () => {
    const { run, resourceTimes } = timed(`echo '${event("apply_complete", "aws_sqs_queue.a", "00:00:01")}'`);
    run("apply");
    expect([...resourceTimes().keys()]).toEqual(["aws_sqs_queue.a"]);
  });
});

test("times are read in milliseconds from the microseconds of the clock", () => {
  expect(parseCommands("1700000000123456 1700000001000000 init\n")).toEqual([
    { name: "init", startedMs: 1700000000123.456, endedMs: 1700000001000 },
  ]);
});

test("a resource was begun and done when the events of an apply say so; others say nothing of it", () => {
  const stream = [
    '{"@timestamp":"2026-01-01T00:00:00Z","type":"version","terraform":"1.11.4"}',
    event("apply_start", "aws_sqs_queue.a", "00:00:01"),
    event("apply_start", "aws_sqs_queue.b", "00:00:02"),
    event("apply_progress", "aws_sqs_queue.a", "00:00:11"),
    event("apply_complete", "aws_sqs_queue.a", "00:00:26.5"),
    "no JSON",
    "",
  ].join("\n");
  const second = (value: number) => Date.UTC(2026, 0, 1) + value * 1000;
  expect([...parseResourceTimes(stream)]).toEqual([
    ["aws_sqs_queue.a", { startedMs: second(1), completedMs: second(26.5) }],
  ]);
});

function event(type: string, addr: string, time: string): string {
  return JSON.stringify({ "@timestamp": `2026-01-01T${time}Z`, type, hook: { resource: { addr } } });
}
