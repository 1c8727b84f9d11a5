import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Answer } from "./answer.ts";
import { answerRequest, type ApiRequest, type Conditions } from "./answer-request.ts";
import type { GitHubEvent } from "./event.ts";
import type { Permission, Throttle } from "./refusals.ts";
import { issueComment, type CommitStatus, type IssueComment } from "./resources.ts";
import {
  createStore,
  linkCommit,
  moveBranch,
  rememberEvent,
  renameBranch,
  type RepositoryState,
} from "./store.ts";

export interface GitHubPlayerOptions {
  /** The only token that is accepted. */
  readonly token?: string;
  /** Whose token it is. */
  readonly login?: string;
  readonly now?: () => Date;
}

/** Repositories are named `owner/name`; they exist once an event of theirs is remembered. */
export interface GitHubPlayer {
  /** For `GITHUB_API_URL`; `GITHUB_GRAPHQL_URL` is this and `/graphql`. */
  readonly url: string;
  readonly token: string;
  readonly login: string;

  /** Every way in which a request or an answer broke GitHub's description. A test asserts that it is empty. */
  readonly violations: readonly string[];
  readonly requests: readonly LoggedRequest[];

  /** Brings the repository to where GitHub has it once the event has happened. */
  readonly remember: (event: GitHubEvent) => void;
  readonly addBranch: (repository: string, branch: SeedBranch) => void;
  readonly renameBranch: (repository: string, from: string, to: string) => void;
  /** Links a commit with pull requests, such as the one that a squash of theirs made. */
  readonly addCommit: (repository: string, sha: string, pullNumbers?: readonly number[]) => void;
  /** A comment by anybody, on a pull request. */
  readonly addComment: (repository: string, pullNumber: number, comment: SeedComment) => IssueComment;
  readonly removeComment: (repository: string, id: number) => void;

  /** Oldest first, both. */
  readonly comments: (repository: string, pullNumber: number) => readonly IssueComment[];
  readonly statuses: (repository: string, sha: string) => readonly CommitStatus[];

  /** From now on requests that need this permission answer 403. */
  readonly deny: (permission: Permission) => void;
  /** The next request answers this, and is not carried out. */
  readonly throttleNext: (throttle: Throttle) => void;
  readonly stop: () => Promise<void>;
}

export interface LoggedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
}

export interface SeedBranch {
  readonly name: string;
  readonly sha: string;
  readonly isProtected?: boolean;
}

export interface SeedComment {
  readonly login: string;
  readonly body: string;
}

/**
 * Plays GitHub's REST API on a free loopback port. Each request and each answer is held against GitHub's
 * OpenAPI description; what breaks it, or is not played, is a violation and is answered with 500.
 */
export async function startGitHubPlayer(options: GitHubPlayerOptions = {}): Promise<GitHubPlayer> {
  const { token = "ghs_played", login = "github-actions[bot]", now = () => new Date() } = options;
  const store = createStore(now);
  const violations: string[] = [];
  const requests: LoggedRequest[] = [];
  const denied = new Set<Permission>();
  const throttles: Throttle[] = [];
  const conditions: Conditions = { store, token, login, denied, throttles, violations };

  const server = createServer((incoming, response) => {
    const answered = respond(incoming, response, (request) => {
      const answer = answerRequest(conditions, request);
      requests.push({
        method: request.method,
        path: request.url.pathname + request.url.search,
        status: answer.status,
      });
      return answer;
    });
    answered.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const url = await listen(server);

  const stateOf = (repository: string): RepositoryState => {
    const state = store.repositories.get(repository);
    if (state !== undefined) return state;
    throw new Error(`The player knows no repository ${repository}: no event of it was remembered.`);
  };

  return {
    ...{ url, token, login, violations, requests },
    remember: (event) => {
      rememberEvent(store, event);
    },
    addBranch: (repository, { name, sha, isProtected }) => {
      moveBranch(stateOf(repository), name, sha, isProtected);
    },
    renameBranch: (repository, from, to) => {
      renameBranch(stateOf(repository), from, to);
    },
    addCommit: (repository, sha, pullNumbers = []) => {
      const state = stateOf(repository);
      state.commits.add(sha);
      for (const number of pullNumbers) linkCommit(state, sha, number);
    },
    addComment: (repository, pullNumber, { login: author, body }) => {
      const state = stateOf(repository);
      const comment = issueComment(store.newOrigin(state, author), pullNumber, body);
      state.comments.push(comment);
      return comment;
    },
    removeComment: (repository, id) => {
      const state = stateOf(repository);
      state.comments.splice(0, Infinity, ...state.comments.filter((comment) => comment.id !== id));
    },
    comments: (repository, pullNumber) =>
      stateOf(repository).comments.filter(({ issue_url }) => issue_url.endsWith(`/${String(pullNumber)}`)),
    statuses: (repository, sha) =>
      stateOf(repository)
        .statuses.filter((each) => each.sha === sha)
        .map(({ status }) => status),
    deny: (permission) => {
      denied.add(permission);
    },
    throttleNext: (throttle) => {
      throttles.push(throttle);
    },
    stop: () => close(server),
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${String(port)}`;
}

async function respond(
  incoming: IncomingMessage,
  response: ServerResponse,
  answer: (request: ApiRequest) => Answer,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const {
    status,
    body,
    headers: answerHeaders,
  } = answer({
    method,
    url: new URL(url, `http://${headers.host ?? "127.0.0.1"}`),
    authorization: headers.authorization ?? "",
    body: await text(incoming),
  });
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...answerHeaders });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
