/** What GitHub sends back. */
export interface Answer {
  readonly status: number;
  /** Left out where GitHub sends an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a route that refuses, with the answer to send. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(
    status: number,
    message: string,
    { headers = {}, ...body }: { readonly headers?: Record<string, string>; readonly errors?: unknown } = {},
  ) {
    super(message);
    const documentation_url = "https://docs.github.com/rest";
    this.answer = { status, headers, body: { message, ...body, documentation_url, status: String(status) } };
  }
}

/** Thrown when a request or an answer breaks the description of GitHub, or asks for what is not played. */
export class Violation extends Error {}

export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

export function validationFailed(error: {
  readonly resource: string;
  readonly code: string;
  readonly field: string;
  readonly message: string;
}): Refusal {
  return new Refusal(422, "Validation Failed", { errors: [error] });
}
