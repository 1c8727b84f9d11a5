import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Fails when `dist/`, which is what GitHub runs, is not byte for byte what its sources make. Only the bundle
 * goes to a folder of its own: what ncc calls a module depends on where `lib/` lies.
 */
const ROOT = join(import.meta.dirname, "..");
const rebuilt = mkdtempSync(join(tmpdir(), "check-dist-"));

// The last `--out` counts, so that this is the very command that makes dist/.
execFileSync("npm", ["run", "--silent", "build", "--", "--out", rebuilt], { cwd: ROOT, stdio: "inherit" });
const [made, committed] = [filesIn(rebuilt), filesIn(join(ROOT, "dist"))];
rmSync(rebuilt, { recursive: true });

const names = new Set([...made.keys(), ...committed.keys()]);
const stale = [...names].filter(
  (name) => made.get(name)?.equals(committed.get(name) ?? Buffer.of()) !== true,
);
for (const name of stale)
  console.error(`dist/${name} is not what its sources make: run npm run build and commit it.`);
process.exitCode = stale.length > 0 ? 1 : 0;

function filesIn(directory: string): Map<string, Buffer> {
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))]));
}
