import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Template } from "../stacks/assertions.ts";
import { subjects } from "../stacks/subjects.ts";
import { layOut, scan, type Scan } from "./scan.ts";
import { SETTINGS, skips } from "./skips.ts";

const SUBJECTS = subjects();
const SKIPS = skips();

/** checkov begins in 4 s; on a new machine its environment is made first. */
const TIMEOUT_MS = 300_000;

let directory: string;
let result: Scan;
let withSkipsAlone: Scan;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "checkov-"));
  for (const { name, config } of SUBJECTS) layOut(directory, name, new Template(config).root);
  [result, withSkipsAlone] = await Promise.all([
    scan(directory, "--config-file", SETTINGS),
    scan(
      directory,
      ...["--framework", "terraform_json", "--skip-download", "--compact"],
      ...["--check", SKIPS.map(({ check }) => check).join()],
    ),
  ]);
}, TIMEOUT_MS);

afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe("checkov", () => {
  test("reads every configuration", () => {
    expect(result.unreadable).toEqual([]);
  });

  test.each(SUBJECTS.map(({ name }) => name))("finds nothing in %s", (subject) => {
    expect(result.failed.filter(({ name }) => name === subject)).toEqual([]);
    // The smallest stack has 43 checks that pass: far fewer would mean that it was not looked at.
    expect(result.passed.filter(({ name }) => name === subject).length).toBeGreaterThan(40);
  });
});

describe("what is skipped", () => {
  test("are twelve checks at most", () => {
    expect(SKIPS.length).toBeLessThanOrEqual(12);
  });

  test.each(SKIPS)("$check has a reason, and would fail", ({ check, reason }) => {
    expect(reason).toMatch(/^.{40,}\.$/);
    expect(withSkipsAlone.failed.map((finding) => finding.check)).toContain(check);
  });
});
