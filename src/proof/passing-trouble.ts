import { messageOf } from "../errors.ts";
import { PrefectError } from "../prefect/errors.ts";

/**
 * The answer, or what keeps it from coming for now: a limit of requests, a server that is down, a broken
 * connection. The proof waits for such to pass.
 * @throws what will not pass by itself, such as a credential that is refused
 */
export async function passingTrouble<T>(
  answer: Promise<T>,
): Promise<{ readonly value: T } | { readonly trouble: string }> {
  try {
    return { value: await answer };
  } catch (error) {
    if (isPassing(error)) return { trouble: messageOf(error) };
    throw error;
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof PrefectError) {
    return error.reason === "prefect-unreachable" || PASSING_STATUS.test(String(error.status));
  }
  if (!Error.isError(error) || !("$metadata" in error)) return false;
  // AWS's own answers say whose fault it is; a connection that broke has no answer.
  return !("$fault" in error) || error.$fault === "server" || /Throttl|TooManyRequests/.test(error.name);
}

const PASSING_STATUS = /^(408|429|5\d\d)$/;
