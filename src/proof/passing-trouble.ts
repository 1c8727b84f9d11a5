import type { Symptoms } from "../diagnosis/symptoms.ts";
import { messageOf } from "../errors.ts";
import { PrefectError } from "../prefect/errors.ts";

/** Why an answer did not come. */
export interface Trouble {
  /** In words, with what to do about it. */
  readonly trouble: string;
  /** How long the server asks to be left alone. */
  readonly retryAfterSeconds?: number | undefined;
  /** What became of a request to Prefect. */
  readonly request?: Symptoms["request"];
}

/**
 * The answer, or what keeps it from coming for now: a limit of requests, a server that is down, a name that is not
 * resolved, a broken connection. The proof waits for such to pass.
 * @throws what will not pass by itself, such as a credential that is refused
 */
export async function passingTrouble<T>(answer: Promise<T>): Promise<{ readonly value: T } | Trouble> {
  try {
    return { value: await answer };
  } catch (error) {
    if (error instanceof PrefectError ? isPassing(error) : isPassingInAws(error)) return troubleOf(error);
    throw error;
  }
}

/** What Prefect refuses, and will refuse again: the credential, most often. @throws any other error */
export function refusal(error: unknown): { readonly refusal: Trouble } {
  if (error instanceof PrefectError && error.status !== undefined) return { refusal: troubleOf(error) };
  throw error;
}

function isPassing({ reason, status, isPrefects }: PrefectError): boolean {
  if (status === undefined) return reason !== "prefect-unexpected-answer";
  // A proxy that has lost its way to Prefect for a moment does not find the page.
  return PASSING_STATUS.test(String(status)) || (status === 404 && !isPrefects);
}

const PASSING_STATUS = /^(408|429|5\d\d)$/;

/** AWS's own answers say whose fault it is; a connection that broke has no answer. */
function isPassingInAws(error: unknown): boolean {
  if (!Error.isError(error) || !("$metadata" in error)) return false;
  return !("$fault" in error) || error.$fault === "server" || /Throttl|TooManyRequests/.test(error.name);
}

function troubleOf(error: unknown): Trouble {
  const trouble = messageOf(error);
  if (!(error instanceof PrefectError)) return { trouble };
  const { status, detail, retryAfterSeconds } = error;
  return { trouble, retryAfterSeconds, request: { status, detail } };
}
