import path from "node:path";
import { z } from "zod";
import { TerraformError } from "./errors.ts";
import { jsonText } from "../json-text.ts";
import { runTerraform } from "./run.ts";

/** What a Terraform says of itself: `1.11.4`. */
export async function terraformVersion(file: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await runTerraform(["version", "-json"], {
    path: file,
    directory: path.dirname(file),
    env: { ...env, CHECKPOINT_DISABLE: "1" },
  });
  const answer = versionAnswer.safeParse(stdout);
  if (answer.success) return answer.data.terraform_version;
  throw new TerraformError(
    "terraform-not-understood",
    `${file} did not tell its version: \`version -json\` gave no "terraform_version". ` +
      `Check that it is Terraform itself and not a wrapper around it.`,
    { command: "version" },
  );
}

const versionAnswer = jsonText.pipe(z.object({ terraform_version: z.string() }));
