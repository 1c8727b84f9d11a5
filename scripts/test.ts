import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensurePython } from "../local/local-cloud.ts";
import { searchPathWithTerraform } from "../local/terraform-cli.ts";
import {
  add,
  countsLine,
  countSuite,
  CRASHED,
  jestCounts,
  NONE,
  pytestCounts,
  type Counts,
} from "./test-counts.ts";

/**
 * `npm test`: every test of the project. Its last line is `N passed, N failed`, and it ends with 1 when a test
 * failed or none ran.
 */
const ROOT = join(import.meta.dirname, "..");
const reports = mkdtempSync(join(tmpdir(), "test-reports-"));
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupt.abort();
  });
}

// What is missing on this machine; the suites inherit it.
process.env["PATH"] = await searchPathWithTerraform(join(ROOT, ".local"));

// The first two compute, and have the machine to themselves. The other two wait for processes half of the time: five
// files of the system tests at a time leave a tenth of two cores idle.
const computing = await Promise.all([jest("unit", "--maxWorkers=3"), jest("scanners")]);
const waiting = await Promise.all([pytest(), jest("system", "--testTimeout=600000", "--maxWorkers=5")]);
rmSync(reports, { recursive: true });

const total = [...computing, ...waiting].reduce(add, NONE);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(countsLine(total));

function jest(project: string, ...options: readonly string[]): Promise<Counts> {
  const report = join(reports, `${project}.json`);
  return suite(project, report, jestCounts, () => [
    process.execPath,
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    "node_modules/jest/bin/jest.js",
    ...["--selectProjects", project, "--ci", "--json", `--outputFile=${report}`, ...options],
  ]);
}

function pytest(): Promise<Counts> {
  const report = join(reports, "local.xml");
  return suite("local", report, pytestCounts, async () => [
    await ensurePython(),
    ...["-m", "pytest", "local/tests", "-q", `--junitxml=${report}`],
  ]);
}

/** Runs one suite to its end and tells how it went; whatever breaks is a failure, never an exception. */
async function suite(
  name: string,
  report: string,
  countsOf: (report: string) => Counts,
  commandLine: () => readonly string[] | Promise<readonly string[]>,
): Promise<Counts> {
  // The name before each line also keeps a runner from taking what a test prints for a command to itself.
  const say = (line: string) => {
    console.log(`${name} | ${line}`);
  };
  try {
    const exitCode = await run(await commandLine(), say);
    const counts = countSuite(countsOf(readFileSync(report, "utf8")), exitCode);
    say(countsLine(counts));
    return counts;
  } catch (error) {
    say(`The suite came to no end: ${error instanceof Error ? error.message : String(error)}`);
    return CRASHED;
  }
}

function run(
  [command = "", ...args]: readonly string[],
  onLine: (line: string) => void,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      signal: interrupt.signal,
      killSignal: "SIGINT",
    });
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", onLine);
    let failure: Error | undefined;
    child.once("error", (error) => (failure = error));
    // Only then has it said everything, also when it was interrupted.
    child.once("close", (exitCode) => {
      if (failure === undefined) resolve(exitCode);
      else reject(failure);
    });
  });
}
