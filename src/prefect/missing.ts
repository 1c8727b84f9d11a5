import { PrefectError } from "./errors.ts";

/**
 * Whether a 404 speaks of the object. The bare "Not Found" of a wrong address is another matter, a proxy's "404
 * page not found" is, and so is a workspace or an account that Prefect Cloud does not find: the object may well exist in the right one.
 */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof PrefectError &&
    error.status === 404 &&
    error.isPrefects &&
    error.reason !== "workspace-not-found" &&
    /\S not found/.test(error.detail)
  );
}

/** For a call whose end is reached when the thing is gone already. */
export async function ignoringMissing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
