import { getOctokit } from "@actions/github";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck";
import { once } from "../once.ts";
import { GitHubError } from "./errors.ts";

export interface GitHubOptions {
  readonly token: string;
  /** `https://api.github.com`, or `https://<host>/api/v3`; GraphQL's address follows from it. */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly log: GitHubLog;
}

/** What `@actions/core` offers. */
export interface GitHubLog {
  readonly debug: (message: string) => void;
  readonly info: (message: string) => void;
  readonly warning: (message: string) => void;
}

export interface GitHub {
  readonly octokit: ReturnType<typeof getOctokit>;
  readonly repository: { readonly owner: string; readonly repo: string };
  /** Login of the token's owner, asked for once. */
  readonly login: () => Promise<string>;
}

/** A longer wait for the rate limit to be lifted is not worth a runner's minutes. */
const LONGEST_WAIT_SECONDS = 60;
const RATE_LIMIT_RETRIES = 2;

/**
 * GitHub asks whoever makes a large number of writes for a second between them, and allows 80 a minute
 * (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api). The plugin would
 * keep that second from the second write on; the few of a usual run go at once, those after them by the second.
 */
const WRITES: Bottleneck.ConstructorOptions = {
  maxConcurrent: 1,
  reservoir: 10,
  reservoirIncreaseMaximum: 10,
  reservoirIncreaseAmount: 1,
  reservoirIncreaseInterval: 1000,
};

/**
 * GitHub's API for one repository. Failing requests are tried again, rate limits are waited for, and what
 * fails in the end is a GitHubError.
 */
export function createGitHub({ token, apiUrl, repository, log }: GitHubOptions): GitHub {
  const onLimit = (
    retryAfterSeconds: number,
    _request: unknown,
    _octokit: unknown,
    tries: number,
  ): boolean => {
    const isWorthIt = tries < RATE_LIMIT_RETRIES && retryAfterSeconds <= LONGEST_WAIT_SECONDS;
    const plan = isWorthIt ? `waiting ${retryAfterSeconds} s` : `not waiting ${retryAfterSeconds} s`;
    log.warning(`GitHub's rate limit is reached: ${plan}.`);
    return isWorthIt;
  };
  const octokit = getOctokit(
    token,
    {
      baseUrl: apiUrl,
      log: { debug: log.debug, info: log.debug, warn: log.warning, error: log.debug },
      // GitHub counts by token, and a job has one for each API and repository.
      throttle: {
        id: `${apiUrl}/${repository}`,
        write: new Bottleneck.Group(WRITES),
        onRateLimit: onLimit,
        onSecondaryRateLimit: onLimit,
      },
    },
    retry,
    throttling,
  );
  // Registered last, so it is outermost: it sees what is left once the plugins have given up.
  octokit.hook.error("request", (error, { method, url }) => {
    throw GitHubError.of(error, { method, url, repository });
  });
  const [owner = "", repo = ""] = repository.split("/");
  return {
    octokit,
    repository: { owner, repo },
    login: once(() => viewerLogin(octokit)),
  };
}

/**
 * REST has no answer that all tokens may ask for: `GET /user` refuses the token of a workflow and of an app.
 * GraphQL's viewer is `github-actions[bot]`, `<app>[bot]` or a person, just as REST names the author of a
 * comment.
 */
async function viewerLogin(octokit: GitHub["octokit"]): Promise<string> {
  const { viewer } = await octokit.graphql<{ viewer: { login: string } }>("{ viewer { login } }");
  return viewer.login;
}
