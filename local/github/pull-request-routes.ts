import type { PullRequest } from "@octokit/webhooks-types";
import { notFound, Violation, Refusal } from "./answer.ts";
import type { Routes } from "./routes.ts";

export const pullRequestRoutes: Pick<
  Routes,
  "pulls/list" | "pulls/get" | "repos/list-pull-requests-associated-with-commit"
> = {
  "pulls/list": ({ state, query }) => {
    const { state: wantedState = "open", head, base, sort = "created", direction = "desc" } = query;
    if (sort !== "created") throw new Violation(`pull requests sorted by ${String(sort)} are not played`);
    const wanted = [...state.pulls.values()].filter(
      (pull) =>
        (wantedState === "all" || pull.state === wantedState) &&
        (head === undefined || pull.head.label === head) &&
        (base === undefined || pull.base.ref === base),
    );
    return { status: 200, body: newestFirst(wanted, direction).map(shown) };
  },

  "pulls/get": ({ state, pathParameters }) => {
    const pull = state.pulls.get(Number(pathParameters["pull_number"]));
    if (pull === undefined) throw notFound();
    return { status: 200, body: shown(pull) };
  },

  "repos/list-pull-requests-associated-with-commit": ({ state, pathParameters }) => {
    const sha = String(pathParameters["commit_sha"]);
    if (!state.commits.has(sha)) throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const numbers = state.pullsOfCommit.get(sha) ?? new Set();
    const pulls = [...state.pulls.values()].filter(({ number }) => numbers.has(number));
    return { status: 200, body: pulls.map(shown) };
  },
};

function newestFirst(pulls: readonly PullRequest[], direction: unknown): PullRequest[] {
  const sign = direction === "asc" ? 1 : -1;
  return pulls.toSorted((a, b) => sign * (a.number - b.number));
}

/** Some of GitHub's example events are older than this field. */
function shown(pull: PullRequest): unknown {
  return "auto_merge" in pull ? pull : Object.assign({ auto_merge: null }, pull);
}
