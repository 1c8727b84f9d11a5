import { z } from "zod";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Symptoms } from "../diagnosis/symptoms.ts";
import { type FailureReason, OutsideError } from "../errors.ts";
import { rootCause } from "../root-cause.ts";
import { jsonText } from "../json-text.ts";

interface Request {
  readonly method: string;
  readonly path: string;
}

/** A request to Prefect that failed: which one, why, and what to do about it. */
export class PrefectError extends OutsideError {
  /** HTTP status, or nothing when no answer came. */
  readonly status: number | undefined;
  readonly detail: string;
  /** Whether Prefect itself says so: a proxy in front of it answers with a page of its own. */
  readonly isPrefects: boolean;
  readonly retryAfterSeconds: number | undefined;

  private constructor(
    reason: FailureReason,
    message: string,
    facts: {
      status?: number;
      detail?: string;
      isPrefects?: boolean;
      retryAfterSeconds?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(reason, message, { cause: facts.cause });
    this.status = facts.status;
    this.detail = facts.detail ?? "";
    this.isPrefects = facts.isPrefects ?? false;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }

  /** Whether the server wants a (new) CSRF token: it names what it misses in a 403. */
  get isCsrf(): boolean {
    return this.status === 403 && /csrf|client identifier/i.test(this.detail);
  }

  static async refused(request: Request, apiUrl: string, response: Response): Promise<PrefectError> {
    const text = await response.text();
    const told = detailOf(text);
    const detail = (told ?? text.slice(0, 200)) || response.statusText;
    const retryAfter = Number.parseFloat(response.headers.get("retry-after") ?? "");
    const { reason, advice } = explanation({ status: response.status, detail }, "prefect-refused", apiUrl);
    return new PrefectError(
      reason,
      `Prefect refused ${request.method} ${request.path}: ${response.status} ${detail}. ${advice}`,
      {
        status: response.status,
        detail,
        isPrefects: told !== undefined,
        retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      },
    );
  }

  static unreachable(request: Request, apiUrl: string, cause: unknown): PrefectError {
    const detail = rootCause(cause);
    const { reason, advice } = explanation({ status: undefined, detail }, "prefect-unreachable", apiUrl);
    return new PrefectError(
      reason,
      `Prefect was not reached for ${request.method} ${request.path}: ${detail}. ${advice}`,
      { detail, cause },
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
  otherwise: FailureReason,
  apiUrl: string,
): { readonly reason: FailureReason; readonly advice: string } {
  const [cause] = diagnose({ request });
  const address = `The input prefect-api-url is ${apiUrl}.`;
  return cause === undefined || cause.id === "unknown"
    ? { reason: otherwise, advice: `See the answer above. ${address}` }
    : { reason: cause.id, advice: `${cause.cause} ${cause.remedy} ${address}` };
}

/**
 * Prefect puts its reason in `detail` or, before a request is routed, in `exception_message`; nothing where the
 * answer is not Prefect's.
 */
function detailOf(text: string): string | undefined {
  const body = refusalBody.safeParse(text).data;
  const detail = body?.exception_message ?? body?.detail ?? undefined;
  return detail === undefined || typeof detail === "string" ? detail : JSON.stringify(detail);
}

const refusalBody = jsonText.pipe(
  z.object({ detail: z.unknown(), exception_message: z.unknown() }).partial(),
);
