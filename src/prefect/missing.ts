import { PrefectError } from "./errors.ts";

/** Whether a 404 speaks of the object; the bare "Not Found" of a wrong address is another matter. */
export function isMissing(error: unknown): boolean {
  return error instanceof PrefectError && error.status === 404 && /\S not found/.test(error.detail);
}

/** For a call whose end is reached when the thing is gone already. */
export async function ignoringMissing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
