import { execFile } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { ensurePython } from "../../local/local-cloud.ts";
import { jsonText } from "../../src/json-text.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const SETTINGS = join(ROOT, ".github", "zizmor.yml");
const WORKFLOWS = globSync("{.github,examples/*/.github}/workflows/*.yml", { cwd: ROOT });

/** zizmor needs no second; on a new machine its environment is made first. */
const TIMEOUT_MS = 120_000;

describe("zizmor", () => {
  test.each(WORKFLOWS)(
    "finds nothing in %s",
    async (path) => {
      expect(await audit(join(ROOT, path), "--config", SETTINGS)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test("looks at our workflow and at that of every example", () => {
    expect(WORKFLOWS).toHaveLength(1 + globSync("examples/*", { cwd: ROOT }).length);
  });

  test(
    "finds what is dangerous",
    async () => {
      const directory = mkdtempSync(join(tmpdir(), "zizmor-"));
      const path = join(directory, "workflow.yml");
      const step = "run: echo ${{ github.event.pull_request.title }}";
      writeFileSync(
        path,
        `on: pull_request_target\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`,
      );
      const found = await audit(path, "--config", SETTINGS);
      rmSync(directory, { recursive: true });
      expect(found).toEqual(expect.arrayContaining(["dangerous-triggers", "template-injection"]));
    },
    TIMEOUT_MS,
  );

  test(
    "would find what its settings allow, and nothing else",
    async () => {
      const found = await Promise.all(WORKFLOWS.map((path) => audit(join(ROOT, path), "--no-config")));
      expect([...new Set(found.flat())]).toEqual(["unpinned-uses"]);
    },
    TIMEOUT_MS,
  );
});

/** The names of the audits that a workflow fails. Reaches no network. */
async function audit(path: string, ...options: readonly string[]): Promise<string[]> {
  const python = await ensurePython(join(import.meta.dirname, "requirements.txt"));
  const { stdout } = await promisify(execFile)(join(dirname(python), "zizmor"), [
    ...["--offline", "--no-exit-codes", "--strict-collection", "--format", "json"],
    ...options,
    path,
  ]);
  return findings.parse(stdout).map(({ ident }) => ident);
}

const findings = jsonText.pipe(z.array(z.object({ ident: z.string() })));
