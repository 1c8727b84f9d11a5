import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Takes the checksums out of the lock file of a folder in which `terraform init` has just verified the providers by
 * them. Where there are any, every later command reads each provider as a whole once more: 700 MB for that of AWS,
 * which takes 0.5 s (`docs/decisions/0052-provider-verified-once.md`).
 * @param directory a folder of this run alone; without providers it has no lock file
 */
export async function dropChecksums(directory: string): Promise<void> {
  const file = path.join(directory, ".terraform.lock.hcl");
  if (!existsSync(file)) return;
  await writeFile(file, (await readFile(file, "utf8")).replaceAll(CHECKSUMS, ""));
}

/** As Terraform writes them. */
const CHECKSUMS = /^ {2}hashes = \[\n(?: {4}"[^"]*",\n)*? {2}\]\n/gm;
