import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { dropChecksums } from "../../src/terraform/lock-file.ts";
import { inDirectory } from "./support/real-terraform.ts";

const LOCK_FILE = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = "5.100.0"
  hashes = [
    "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=",
    "zh:054b8dd49f0549c9a7cc27d159e45327b7b65cf404da5e5a20da154b90b8a644",
  ]
}

provider "registry.terraform.io/hashicorp/random" {
  version = "3.7.2"
  hashes = [
    "h1:356j/3XnXEKr9nyicLUufzoF4Yr6hRy481KIxRVpK0c=",
  ]
}
`;

test("takes out the checksums, and leaves the versions that init has chosen", async () => {
  await inDirectory({ ".terraform.lock.hcl": LOCK_FILE }, async (directory) => {
    await dropChecksums(directory);
    const left = await readFile(path.join(directory, ".terraform.lock.hcl"), "utf8");
    expect(left.split("\n").slice(3)).toEqual([
      'provider "registry.terraform.io/hashicorp/aws" {',
      '  version     = "5.100.0"',
      '  constraints = "5.100.0"',
      "}",
      "",
      'provider "registry.terraform.io/hashicorp/random" {',
      '  version = "3.7.2"',
      "}",
      "",
    ]);
  });
});

test("a configuration without providers has no lock file", async () => {
  await inDirectory({}, async (directory) => {
    await expect(dropChecksums(directory)).resolves.toBeUndefined();
  });
});
