import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findOnPath } from "../../../src/terraform/search-path.ts";

/** The Terraform on PATH. Its built-in provider (`terraform_data`) needs no download. */
export function realTerraform(): string {
  const file = findOnPath(childEnvironment(), process.platform);
  if (file === undefined) throw new Error("These tests need a terraform on PATH");
  return file;
}

/** What a child process needs, and none of the machine's Terraform settings. */
export function childEnvironment(): Readonly<Record<string, string>> {
  return { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), CHECKPOINT_DISABLE: "1" };
}

/** Gives a test a folder with these files, and removes it afterwards. */
export async function inDirectory<T>(
  files: Readonly<Record<string, string>>,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), "terraform-test-"));
  try {
    await Promise.all(
      Object.entries(files).map(([name, content]) =>
        writeFile(path.join(directory, name), content, { mode: 0o755 }),
      ),
    );
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
