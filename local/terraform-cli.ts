import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { resolveTerraform } from "../src/terraform/install.ts";

/** System folders that hold no packages, and are large or change while one looks. */
const SKIPPED = new Set(["proc", "sys", "dev", "run", "tmp", "boot", "lost+found"]);
const DEPTH = 3;

/**
 * Writes a CLI configuration for Terraform into a folder: providers come from a filesystem mirror where this
 * machine has one, and from the registry elsewhere.
 * @returns the file's path, for `TF_CLI_CONFIG_FILE`
 */
export function writeTerraformCliConfig(directory: string): string {
  const file = join(directory, "terraform.rc");
  const mirror = findMirror("/", DEPTH);
  writeFileSync(
    file,
    mirror === undefined
      ? "disable_checkpoint = true\n"
      : `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  );
  return file;
}

/**
 * A search path on which there is a Terraform: the machine's own, or else one that the action's own installer
 * fetches, verifies and keeps below a folder.
 */
export async function searchPathWithTerraform(kept: string): Promise<string> {
  // Where the installer's library looks, as on a runner.
  for (const name of ["RUNNER_TEMP", "RUNNER_TOOL_CACHE"]) {
    process.env[name] ??= join(kept, name.toLowerCase());
    mkdirSync(process.env[name], { recursive: true });
  }
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value = ""]) => [name, value]));
  const { path, source } = await resolveTerraform({ constraint: ">=1.11.0 <2.0.0", env, log: console.log });
  const searchPath = process.env["PATH"] ?? "";
  return source === "path" ? searchPath : [dirname(path), searchPath].join(delimiter);
}

/** A folder with the AWS provider's packages in the layout of a mirror, near the root of the disk. */
function findMirror(directory: string, depth: number): string | undefined {
  if (existsSync(join(directory, "registry.terraform.io", "hashicorp", "aws"))) return directory;
  if (depth === 0) return undefined;
  for (const name of foldersIn(directory)) {
    const found = findMirror(join(directory, name), depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foldersIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name) && entry.name !== "node_modules")
      .map(({ name }) => name);
  } catch (error) {
    // Other people's folders need not be readable.
    if (error instanceof Error && "code" in error && error.code === "EACCES") return [];
    throw error;
  }
}
