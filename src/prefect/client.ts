import { randomUUID } from "node:crypto";
import { z } from "zod";
import { PrefectError } from "./errors.ts";
import { retryDelaySeconds } from "./retry.ts";

export type PrefectCredential =
  | { readonly kind: "none" }
  /** Prefect Cloud, and servers behind a proxy that checks bearer tokens. */
  | { readonly kind: "api-key"; readonly value: string }
  /** `user:password` of a self-hosted server. */
  | { readonly kind: "auth-string"; readonly value: string };

export interface PrefectClientOptions {
  /** Without a slash at the end: `https://api.prefect.cloud/api/accounts/…/workspaces/…`. */
  readonly apiUrl: string;
  readonly credential: PrefectCredential;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Uniform in [0, 1); spreads retries of many clients. */
  readonly random: () => number;
  /** How long one call may take, retries included. */
  readonly deadlineSeconds?: number;
}

export interface Answer<T> {
  readonly body: T;
  /**
   * What the server's clock showed when it answered. Ages of heartbeats are taken against it, so that a
   * runner whose clock is wrong neither passes a dead worker nor fails a live one.
   */
  readonly serverTime: Date;
}

interface Call<T> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
}

/** As many tries as Prefect's own client makes (PREFECT_CLIENT_MAX_RETRIES = 5). */
const MAX_RETRIES = 5;
const RETRIED = new Set([408, 429, 502, 503]);
/** A single request that takes longer is counted as a broken connection. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Prefect's REST API: one typed call at a time, with credentials, CSRF protection, retries and a deadline. */
export class PrefectClient {
  readonly apiUrl: string;
  readonly #options: PrefectClientOptions;
  readonly #csrfClient = randomUUID();
  /** That of the last request for one: each that the server gives makes those before it invalid. */
  #csrfToken: Promise<string> | undefined;

  constructor(options: PrefectClientOptions) {
    this.apiUrl = options.apiUrl;
    this.#options = options;
  }

  /**
   * @throws PrefectError that names the request and why it failed: refused by the server, not reachable
   * before the deadline, or answered in a shape that Prefect does not document
   */
  async call<T>(call: Call<T>): Promise<Answer<T>> {
    const { body, serverTime } = await this.#send(call);
    const read = call.schema.safeParse(parsed(body));
    if (!read.success) throw PrefectError.unexpectedAnswer(call, this.apiUrl, read.error);
    return { body: read.data, serverTime };
  }

  async #send(call: Call<unknown>): Promise<Answer<string>> {
    const deadline = performance.now() + (this.#options.deadlineSeconds ?? 60) * 1000;
    let hasFreshToken = false;
    for (let attempt = 0; ; attempt += 1) {
      const token = call.method === "GET" ? undefined : this.#csrfToken;
      const answer = await this.#attempt(call, await token);
      if (!(answer instanceof PrefectError)) return answer;
      // A token is fetched once a server asks for one, and again when it has expired after its hour.
      if (answer.isCsrf && !hasFreshToken) {
        // A call beside this one may have fetched it already.
        if (token === this.#csrfToken) this.#csrfToken = this.#fetchCsrfToken();
        hasFreshToken = true;
        continue;
      }
      const isWorthTrying = answer.status === undefined || RETRIED.has(answer.status);
      const delay = retryDelaySeconds(attempt, answer.retryAfterSeconds, this.#options.random());
      const isOutOfTime = performance.now() + delay * 1000 > deadline;
      if (!isWorthTrying || attempt >= MAX_RETRIES || isOutOfTime) throw answer;
      await this.#options.sleep(delay);
    }
  }

  /** The answer when it is a good one, else what went wrong. */
  async #attempt(call: Call<unknown>, csrfToken: string | undefined): Promise<Answer<string> | PrefectError> {
    const { method, path, body } = call;
    const headers: Record<string, string> = { accept: "application/json", ...this.#authorization() };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (csrfToken !== undefined) {
      headers["prefect-csrf-token"] = csrfToken;
      headers["prefect-csrf-client"] = this.#csrfClient;
    }
    try {
      const response = await fetch(`${this.apiUrl}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      if (!response.ok) return await PrefectError.refused(call, this.apiUrl, response);
      const serverTime = new Date(response.headers.get("date") ?? Date.now());
      return { body: await response.text(), serverTime };
    } catch (error) {
      return PrefectError.unreachable(call, this.apiUrl, error);
    }
  }

  async #fetchCsrfToken(): Promise<string> {
    try {
      const { body } = await this.call({
        method: "GET",
        path: `/csrf-token?client=${this.#csrfClient}`,
        schema: z.object({ token: z.string() }),
      });
      return body.token;
    } catch (error) {
      // The next call asks for another.
      this.#csrfToken = undefined;
      throw error;
    }
  }

  #authorization(): Record<string, string> {
    const { credential } = this.#options;
    switch (credential.kind) {
      case "none":
        return {};
      case "api-key":
        return { authorization: `Bearer ${credential.value}` };
      case "auth-string":
        return { authorization: `Basic ${Buffer.from(credential.value).toString("base64")}` };
    }
  }
}

/** JSON as values; a page that is no JSON stays text, which no schema of ours accepts. */
function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
