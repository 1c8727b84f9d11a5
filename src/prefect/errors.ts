import type { z } from "zod";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Symptoms } from "../diagnosis/symptoms.ts";
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
    const { reason, told } = explanation({ status: response.status, detail }, "prefect-refused", apiUrl);
    return new PrefectError(
      reason,
      `Prefect refused ${request.method} ${request.path}: ${response.status} ${detail}. ${told}`,
      {
        status: response.status,
        detail,
        retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      },
    );
  }

  static unreachable(request: Request, apiUrl: string, cause: unknown): PrefectError {
    const detail = rootCause(cause);
    const { reason, told } = explanation({ status: undefined, detail }, "prefect-unreachable", apiUrl);
    return new PrefectError(
      reason,
      `Prefect was not reached for ${request.method} ${request.path}: ${detail}. ${told}`,
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

/** What the table of causes says of a failed request, and which address it went to. */
function explanation(
  request: NonNullable<Symptoms["request"]>,
  otherwise: string,
  apiUrl: string,
): { readonly reason: string; readonly told: string } {
  const [cause] = diagnose({ request });
  const address = `The input prefect-api-url is ${apiUrl}.`;
  return cause === undefined || cause.id === "unknown"
    ? { reason: otherwise, told: `See the answer above. ${address}` }
    : { reason: cause.id, told: `${cause.cause} ${cause.remedy} ${address}` };
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
