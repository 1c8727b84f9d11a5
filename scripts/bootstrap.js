/**
 * `node scripts/bootstrap.js scripts/demo.ts [arguments]` runs a script of this project on a fresh clone, with
 * whatever Node.js (20 or later) the machine has: packages are installed if they are missing, and then the
 * Node.js 24 among them takes over, which runs TypeScript as it is. Hence plain JavaScript without packages.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const executables = join(root, "node_modules", ".bin");

installPackages();
handOver(process.argv.slice(2));

function installPackages() {
  // npm writes this file last: without it, an installation is missing or was cut off.
  if (existsSync(join(root, "node_modules", ".package-lock.json"))) return;
  console.log("Installing packages: npm ci");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(
      "The packages were not installed: npm ci failed, see above. Mend that, then run this again.",
    );
    process.exit(1);
  }
}

/** Ends as the script ends. */
function handOver([script = "", ...rest]) {
  const path = [executables, process.env.PATH].join(delimiter);
  const child = spawn(join(executables, "node"), [join(root, script), ...rest], {
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  // The script ends first and tidies up. A terminal signals both of us: a script takes the second for nothing.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", ({ message }) => {
    console.error(
      `Node.js 24 did not start: ${message}. It is the package "node": install with npm ci and without --ignore-scripts.`,
    );
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGTERM"];
  });
}
