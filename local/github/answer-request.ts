import { notFound, Refusal, Violation, type Answer } from "./answer.ts";
import { matchOperation } from "./openapi.ts";
import type { OperationId } from "./operations.ts";
import { pageOf } from "./paging.ts";
import {
  badCredentials,
  notAccessible,
  permissionFor,
  throttled,
  type Permission,
  type Throttle,
} from "./refusals.ts";
import { routes, type Call, type Route } from "./routes.ts";
import type { Store } from "./store.ts";
import { answerViolations, requestViolations, type RequestParts } from "./validation.ts";

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string;
  /** As text; empty when there is none. */
  readonly body: string;
}

/** What decides an answer besides the request. Violations are added to, throttles are used up. */
export interface Conditions {
  readonly store: Store;
  readonly token: string;
  readonly login: string;
  readonly denied: ReadonlySet<Permission>;
  readonly throttles: Throttle[];
  readonly violations: string[];
}

export function answerRequest(conditions: Conditions, request: ApiRequest): Answer {
  try {
    const isGraphQl = request.url.pathname === "/graphql";
    return isGraphQl ? answerGraphQl(conditions, request) : answerRest(conditions, request);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const message = `${request.method} ${request.url.pathname}: ${error.message}`;
    conditions.violations.push(message);
    return { status: 500, body: { message } };
  }
}

function answerRest(conditions: Conditions, request: ApiRequest): Answer {
  const matched = matchOperation(request.method, request.url.pathname);
  if (matched === undefined) throw new Violation("this operation is not played");
  const { operation, pathParameters } = matched;
  const query = Object.fromEntries(request.url.searchParams);
  const parts = { pathParameters, query, body: parseBody(request) };
  refuseViolations(requestViolations(operation, parts));
  const answer = answerOf(() => callRoute(conditions, request, operation.operationId, parts));
  const page = pageOf(answer, request.url);
  refuseViolations(answerViolations(operation, page.status, page.body));
  return page;
}

/**
 * `viewer { login }` is how a token learns its own name: `GET /user` refuses the token of a workflow. The
 * OpenAPI description does not cover GraphQL, so this one query is matched as it is.
 */
function answerGraphQl(conditions: Conditions, request: ApiRequest): Answer {
  const body = parseBody(request);
  const query = typeof body === "object" && body !== null && "query" in body ? String(body.query) : "";
  const isViewerQuery = /^(query)?\{viewer\{login\}\}$/.test(query.replaceAll(/\s/g, ""));
  if (request.method !== "POST" || !isViewerQuery) throw new Violation(`${query} is not played`);
  return answerOf(() => {
    admit(conditions, request);
    return { status: 200, body: { data: { viewer: { login: conditions.login } } } };
  });
}

function parseBody({ body }: ApiRequest): unknown {
  if (body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Violation("the body is no JSON", { cause });
  }
}

function refuseViolations(violations: readonly string[]): void {
  if (violations.length > 0) throw new Violation(violations.join("; "));
}

function answerOf(route: () => Answer): Answer {
  try {
    return route();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function callRoute(
  conditions: Conditions,
  request: ApiRequest,
  operationId: OperationId,
  { pathParameters, query, body }: RequestParts,
): Answer {
  admit(conditions, request);
  const permission = permissionFor(operationId);
  if (permission !== undefined && conditions.denied.has(permission)) throw notAccessible(permission);
  const { store, login } = conditions;
  const state = store.repositories.get(
    `${String(pathParameters["owner"])}/${String(pathParameters["repo"])}`,
  );
  if (state === undefined) throw notFound();
  // The body was validated against the schema of this very operation, which the types cannot follow.
  const route = routes[operationId] as Route<OperationId>;
  return route({ store, state, login, pathParameters, query, body: body as Call["body"] });
}

/** What every request has to pass: the token, then the rate limit. */
function admit({ token, throttles }: Conditions, { authorization }: ApiRequest): void {
  if (![`token ${token}`, `Bearer ${token}`].includes(authorization)) throw badCredentials();
  const throttle = throttles.shift();
  if (throttle !== undefined) throw throttled(throttle);
}
