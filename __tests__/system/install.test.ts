import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startReleaseServer, type ReleaseServer } from "../../local/release-server.ts";
import type { RunResult } from "../../local/runner.ts";
import { createTeam } from "./support/team.ts";

const team = createTeam();
const directory = mkdtempSync(join(tmpdir(), "install-"));
let releases: ReleaseServer;

beforeAll(async () => {
  releases = await startReleaseServer(findOnPath("terraform"));
  const bin = join(directory, "bin");
  mkdirSync(bin);
  symlinkSync(findOnPath("unzip"), join(bin, "unzip"));
});
afterAll(async () => {
  await releases.stop();
  rmSync(directory, { recursive: true });
});

/** Plans on a runner that has no Terraform. */
async function plan(toolCache: string, inputs: Readonly<Record<string, string>> = {}): Promise<RunResult> {
  const { configure, yaml, run, events } = team();
  configure(yaml());
  const toolCacheDirectory = join(directory, toolCache);
  mkdirSync(toolCacheDirectory, { recursive: true });
  return run(events.opened(), {
    inputs: { "terraform-release-server": releases.url, ...inputs },
    environment: { PATH: join(directory, "bin") },
    toolCacheDirectory,
  });
}

describe("a runner without Terraform", () => {
  test("downloads it, checks it and keeps it, and finds it again the second time", async () => {
    const first = await plan("kept");
    expect([first.exitCode, first.outputs["failure-reason"]]).toEqual([0, ""]);
    expect(first.log).toContain(`Terraform ${releases.version} (downloaded).`);
    const asked = releases.requests.length;
    const second = await plan("kept");
    expect(second.exitCode).toBe(0);
    expect(second.log).toContain(`Terraform ${releases.version} (tool-cache).`);
    expect(releases.requests).toHaveLength(asked);
  });

  test.each([
    ["a wrong checksum", "checksum", "terraform-download-refused"],
    ["a download that breaks off", "archive", "terraform-download-failed"],
  ] as const)("refuses %s, keeps nothing, and never runs it", async (_, how, reason) => {
    const marker = join(directory, `${how} was run`);
    const impostor = await startReleaseServer(writeImpostor(marker));
    impostor.sabotage(how);
    // The server has asked it for its version.
    rmSync(marker);
    const { exitCode, outputs } = await plan(how, { "terraform-release-server": impostor.url });
    await impostor.stop();
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, reason]);
    expect(existsSync(marker)).toBe(false);
    expect(readdirSync(join(directory, how))).toEqual([]);
  });

  test("refuses a version that nobody published", async () => {
    const { exitCode, outputs, annotations } = await plan("missing", { "terraform-version": ">=99.0.0" });
    expect([exitCode, outputs["failure-reason"]]).toEqual([1, "terraform-not-found"]);
    expect(annotations.at(-1)?.message).toContain("No Terraform was found for the version >=99.0.0");
  });
});

/** Says that it is Terraform, and leaves a mark whenever it is run. */
function writeImpostor(marker: string): string {
  const path = join(directory, "impostor");
  const version = JSON.stringify({ terraform_version: "1.11.4" });
  writeFileSync(path, `#!/bin/sh\n: > '${marker}'\necho '${version}'\n`, { mode: 0o755 });
  return path;
}

function findOnPath(name: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const folder = folders.find((candidate) => {
    try {
      return readdirSync(candidate).includes(name);
    } catch {
      return false; // PATH may name folders that do not exist.
    }
  });
  if (folder === undefined) throw new Error(`There is no ${name} on PATH, which this test needs.`);
  return join(folder, name);
}
