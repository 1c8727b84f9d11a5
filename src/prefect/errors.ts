import type { z } from "zod";
import { OutsideError } from "../errors.ts";
import { rootCause } from "../root-cause.ts";

interface Request {
  readonly method: string;
  readonly path: string;
}

/** A request to Prefect that failed: which one, why, and what to do about it. */
export class PrefectError extends OutsideError {
  /** HTTP status, or nothing when no answer came. */
  readonly status: number | undefined;
  readonly detail: string;
  readonly retryAfterSeconds: number | undefined;

  private constructor(
    reason: string,
    message: string,
    facts: { status?: number; detail?: string; retryAfterSeconds?: number | undefined; cause?: unknown },
  ) {
    super(reason, message, { cause: facts.cause });
    this.status = facts.status;
    this.detail = facts.detail ?? "";
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }

  /** Whether the server wants a (new) CSRF token: it names what it misses in a 403. */
  get isCsrf(): boolean {
    return this.status === 403 && /csrf|client identifier/i.test(this.detail);
  }

  static async refused(request: Request, apiUrl: string, response: Response): Promise<PrefectError> {
    const text = await response.text();
    const detail = detailOf(text) || response.statusText;
    const retryAfter = Number.parseFloat(response.headers.get("retry-after") ?? "");
    return new PrefectError(
      response.status === 401 ? "prefect-unauthorized" : "prefect-refused",
      `Prefect refused ${request.method} ${request.path}: ${response.status} ${detail}. ` +
        remedy(response.status, apiUrl),
      {
        status: response.status,
        detail,
        retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      },
    );
  }

  static unreachable(request: Request, apiUrl: string, cause: unknown): PrefectError {
    return new PrefectError(
      "prefect-unreachable",
      `Prefect was not reached for ${request.method} ${request.path}: ${rootCause(cause)}. ` +
        `Check the input prefect-api-url (${apiUrl}) and that this runner may reach it.`,
      { cause },
    );
  }

  static unexpectedAnswer(request: Request, apiUrl: string, cause: z.ZodError): PrefectError {
    const [issue] = cause.issues;
    return new PrefectError(
      "prefect-unexpected-answer",
      `Prefect answered ${request.method} ${request.path} in an unknown form: ` +
        `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}. ` +
        `Check that the input prefect-api-url (${apiUrl}) is a Prefect 3 API: it ends in /api or in /workspaces/<id>.`,
      { cause },
    );
  }
}

function remedy(status: number, apiUrl: string): string {
  switch (status) {
    case 401:
      return "Check the input prefect-api-key (Prefect Cloud) or prefect-auth-string (self-hosted).";
    case 403:
      return "Give the key's account the role Worker or Developer in this workspace.";
    case 404:
      return `Check the input prefect-api-url (${apiUrl}).`;
    case 429:
      return "The rate limit of the account is used up: run again later.";
    default:
      return status >= 500 ? "Look at the server's log, then run again." : "See the answer above.";
  }
}

/** Prefect puts its reason in `detail` or, before a request is routed, in `exception_message`. */
function detailOf(text: string): string {
  try {
    const body = JSON.parse(text) as { detail?: unknown; exception_message?: unknown };
    const detail = body.exception_message ?? body.detail ?? "";
    return typeof detail === "string" ? detail : JSON.stringify(detail);
  } catch {
    return text.slice(0, 200);
  }
}
