import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { TerraformError } from "./errors.ts";

/** What Terraform calls the state that its backend did not take at the end of an apply or a destroy. */
const UNSAVED = "errored.tfstate";

export interface UnsavedState {
  /** The folder that holds the configuration. */
  readonly directory: string;
  /** Where the state is kept for a person if it cannot be saved; the folder is gone when the run ends. */
  readonly keepAs: string;
  /** `terraform state push` of a file, relative to the folder. */
  readonly push: (file: string) => Promise<void>;
}

/**
 * Saves what a command that failed could not save: without it nobody would know of what was made.
 * @param error why the command failed
 * @returns the error to be told: the same, unless the state still is not saved
 */
export async function saveUnsaved(
  error: unknown,
  { directory, keepAs, push }: UnsavedState,
): Promise<unknown> {
  const file = join(directory, UNSAVED);
  if (!(await isThere(file))) return error;
  try {
    await push(UNSAVED);
    return error;
  } catch (cause) {
    await copyFile(file, keepAs);
    const { command = "", diagnostics = [] } = error instanceof TerraformError ? error : {};
    return new TerraformError(
      "state-not-saved",
      `${messageOf(error)} The state was not saved, nor at a second attempt (${messageOf(cause)}). It lies in ${keepAs} ` +
        "on the runner, and what it tells of is in no other place: run `terraform state push` with it before " +
        "the next run.",
      { command, diagnostics, cause },
    );
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
