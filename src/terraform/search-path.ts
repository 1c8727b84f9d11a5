import { accessSync, constants } from "node:fs";
import path from "node:path";

/**
 * The first Terraform on PATH. In each folder `terraform-bin` goes before `terraform`: so setup-terraform
 * names the real one when it puts a wrapper in front that forwards no signal (hashicorp/setup-terraform#441).
 */
export function findOnPath(
  env: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): string | undefined {
  const names = [executableName(platform, "terraform-bin"), executableName(platform)];
  return folders(env)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(isExecutable);
}

export function executableName(platform: NodeJS.Platform, name = "terraform"): string {
  return platform === "win32" ? `${name}.exe` : name;
}

function folders(env: Readonly<Record<string, string>>): readonly string[] {
  // Windows spells it "Path". A relative folder would let a checkout choose what is run.
  return (env.PATH ?? env.Path ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/** At once: so Terraform is started before anything else keeps this process busy. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
