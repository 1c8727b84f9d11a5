import { Refusal } from "./answer.ts";
import { commitStatus } from "./resources.ts";
import type { Routes } from "./routes.ts";
import type { RepositoryState } from "./store.ts";
import { checkLength } from "./text-limit.ts";

/** GitHub's limit on a commit status's description, and the words in which it refuses more. */
const statusDescription = {
  ...{ resource: "Status", field: "description", label: "description", code: "custom" },
  limitCharacters: 140,
};

export const statusRoutes: Pick<Routes, "repos/create-commit-status" | "repos/list-commit-statuses-for-ref"> =
  {
    "repos/create-commit-status": ({ store, state, login, pathParameters, body }) => {
      const sha = String(pathParameters["sha"]);
      if (!state.commits.has(sha)) throw new Refusal(422, `No commit found for SHA: ${sha}`);
      checkLength(body.description ?? "", statusDescription);
      const status = commitStatus(store.newOrigin(state, login), sha, body);
      state.statuses.push({ sha, status });
      return { status: 201, body: status, headers: { location: status.url } };
    },

    "repos/list-commit-statuses-for-ref": ({ state, pathParameters }) => {
      const sha = commitOf(state, String(pathParameters["ref"]));
      const statuses = state.statuses.filter((each) => each.sha === sha).map(({ status }) => status);
      return { status: 200, body: statuses.reverse() };
    },
  };

/** The commit that a branch (`main` or `heads/main`) or a SHA names. */
function commitOf(state: RepositoryState, ref: string): string {
  const branch = state.branches.get(ref.replace(/^(refs\/)?heads\//, ""));
  if (branch !== undefined) return branch.sha;
  if (state.commits.has(ref)) return ref;
  throw new Refusal(422, `No commit found for SHA: ${ref}`);
}
