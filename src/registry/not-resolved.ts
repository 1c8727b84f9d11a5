import { rootCause } from "../root-cause.ts";

/**
 * Why a tag has no digest. `missing`: the registry says that there is no such image; `refused`: it will say
 * the same the next time; `unanswered`: it may well answer the next time.
 */
export type Refusal = "missing" | "refused" | "unanswered";

/** A tag that was not resolved. Its message is a clause, and names the registry: "quay.io answered 503". */
export class NotResolved extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.refusal = refusal;
    this.name = "NotResolved";
  }

  static unreachable(whom: string, cause: unknown): NotResolved {
    const isLate = Error.isError(cause) && cause.name === "TimeoutError";
    const why = isLate ? "did not answer in time" : `was not reached: ${rootCause(cause)}`;
    return new NotResolved("unanswered", `${whom} ${why}`, { cause });
  }

  /** A registry's answer that is no success, by its HTTP status. */
  static answered(whom: string, status: number): NotResolved {
    switch (status) {
      case 401:
      case 403:
        return new NotResolved(
          "refused",
          `${whom} has no such repository, or shows it only with a credential (${status})`,
        );
      case 404:
        return new NotResolved("missing", `${whom} has no such image (404)`);
      case 429:
        return new NotResolved("unanswered", `${whom} was asked too often from this runner's address (429)`);
      default:
        return NotResolved.failed(whom, status);
    }
  }

  /** An answer of which only the status is known. */
  static failed(whom: string, status: number): NotResolved {
    const isPassing = status >= 500 || status === 429;
    return new NotResolved(isPassing ? "unanswered" : "refused", `${whom} answered ${status}`);
  }
}
