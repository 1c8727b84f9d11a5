import { type FailureReason, OutsideError } from "../errors.ts";

/** The request as Octokit knows it: `POST`, `/repos/{owner}/{repo}/issues/{issue_number}/comments`. */
interface Request {
  readonly method: string;
  readonly url: string;
  /** `owner/name` */
  readonly repository: string;
}

/** A request to GitHub that failed: which one, why, and what to do about it. */
export class GitHubError extends OutsideError {
  /** HTTP status, or nothing when no answer came. */
  readonly status: number | undefined;

  private constructor(reason: FailureReason, message: string, status: number | undefined, cause: unknown) {
    super(reason, message, { cause });
    this.status = status;
  }

  static of(error: Error, request: Request): GitHubError {
    const { status, permissions } = factsOf(error);
    const what = `GitHub ${status === undefined ? "was not reached for" : "refused"} ${describe(request)}`;
    const { reason, remedy } = explain(status, error.message, permissions, request);
    const why = error.message.replace(/ - https:\/\/docs\.github\.com\S*$/, "").replace(/\.$/, "");
    return new GitHubError(reason, `${what}: ${why}. ${remedy}`, status, error);
  }
}

interface Facts {
  readonly status: number | undefined;
  /** Header `X-Accepted-GitHub-Permissions`: `issues=write; pull_requests=write`, any one of which suffices. */
  readonly permissions: string | undefined;
}

/** Octokit gives a request that got no answer the status 500; only an answer has headers. */
function factsOf(error: Error & { status?: unknown; response?: unknown }): Facts {
  const { status, response } = error;
  if (typeof status !== "number" || typeof response !== "object" || response === null) {
    return { status: undefined, permissions: undefined };
  }
  const headers = "headers" in response ? (response.headers as Readonly<Record<string, unknown>>) : {};
  const permissions = headers["x-accepted-github-permissions"];
  return { status, permissions: typeof permissions === "string" ? permissions : undefined };
}

function describe({ method, url, repository }: Request): string {
  return `${method} ${url.replace("{owner}/{repo}", repository)}`;
}

function explain(
  status: number | undefined,
  message: string,
  permissions: string | undefined,
  request: Request,
): { readonly reason: FailureReason; readonly remedy: string } {
  switch (status) {
    case undefined:
      return {
        reason: "github-unreachable",
        remedy: "Check that this runner may reach GITHUB_API_URL, then run again.",
      };
    case 401:
      return {
        reason: "github-unauthorized",
        remedy: "Check the input github-token: it is wrong, expired or of another GitHub server.",
      };
    case 403:
      if (message.includes("not accessible by")) {
        return {
          reason: "github-permission-missing",
          remedy: permissionRemedy(neededPermission(permissions, request)),
        };
      }
      return refused(message, status);
    case 404:
      return {
        reason: "github-not-found",
        remedy: `Check that it exists in ${request.repository} and that the input github-token may see it.`,
      };
    default:
      return refused(message, status);
  }
}

function refused(
  message: string,
  status: number,
): { readonly reason: FailureReason; readonly remedy: string } {
  if (status === 429 || /rate limit/i.test(message)) {
    return { reason: "github-rate-limited", remedy: "Run again later." };
  }
  const remedy =
    status >= 500 ? "See https://www.githubstatus.com, then run again." : "See GitHub's reason above.";
  return { reason: "github-refused", remedy };
}

function permissionRemedy(permission: string): string {
  return [
    "The input github-token lacks a permission: add it to the workflow as below, beside those it has " +
      "already. (On a pull request from a fork the token can only read, whatever the workflow says.)",
    "permissions:",
    `  ${permission}`,
  ].join("\n");
}

/** As a line of the workflow's `permissions`. */
function neededPermission(accepted: string | undefined, { method, url }: Request): string {
  const alternatives = accepted?.split(";").map((alternative) => alternative.trim()) ?? [];
  // A comment on a pull request takes either; the narrower one is what the README asks for.
  const chosen = alternatives.find((each) => each.startsWith("pull_requests=")) ?? alternatives[0];
  if (chosen !== undefined && chosen !== "") {
    return chosen.replaceAll("_", "-").replaceAll("=", ": ").replaceAll(/,\s*/g, "\n  ");
  }
  const scope = SCOPES.find(([path]) => path.test(url))?.[1] ?? "contents";
  return `${scope}: ${method === "GET" ? "read" : "write"}`;
}

/** GitHub Enterprise Server does not always send the header. */
const SCOPES: readonly (readonly [path: RegExp, scope: string])[] = [
  [/\/comments|\/pulls/, "pull-requests"],
  [/\/statuses\/|\/statuses$/, "statuses"],
];
