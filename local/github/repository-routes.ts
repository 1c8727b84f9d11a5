import { Refusal } from "./answer.ts";
import type { Routes } from "./routes.ts";
import type { BranchState, RepositoryState } from "./store.ts";

export const repositoryRoutes: Pick<Routes, "repos/get" | "repos/list-branches" | "repos/get-branch"> = {
  "repos/get": ({ state: { repository } }) => {
    // What the API shows of a repository, and an event does not.
    const counts = { has_discussions: false, network_count: 0, subscribers_count: 0 };
    return { status: 200, body: { ...counts, ...repository } };
  },

  "repos/list-branches": ({ state, query }) => {
    const wanted = [...state.branches.values()].filter(
      ({ isProtected }) => query["protected"] === undefined || isProtected === query["protected"],
    );
    const inOrder = wanted.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { status: 200, body: inOrder.map((branch) => shortBranch(state, branch)) };
  },

  "repos/get-branch": ({ state, pathParameters }) => {
    const name = String(pathParameters["branch"]);
    const branch = state.branches.get(name);
    if (branch !== undefined) return { status: 200, body: wholeBranch(state, branch) };
    const newName = state.renamedBranches.get(name);
    if (newName === undefined) throw new Refusal(404, "Branch not found");
    const location = `/repos/${state.repository.full_name}/branches/${encodeURIComponent(newName)}`;
    return { status: 301, headers: { location }, body: { message: "Moved Permanently", url: location } };
  },
};

function shortBranch({ repository }: RepositoryState, { name, sha, isProtected }: BranchState) {
  return { name, commit: { sha, url: `${repository.url}/commits/${sha}` }, protected: isProtected };
}

function wholeBranch(state: RepositoryState, branch: BranchState) {
  const { url, html_url } = state.repository;
  const self = `${url}/branches/${branch.name}`;
  return {
    ...shortBranch(state, branch),
    commit: wholeCommit(state, branch.sha),
    _links: { self, html: `${html_url}/tree/${branch.name}` },
    protection: { enabled: branch.isProtected },
    protection_url: `${self}/protection`,
  };
}

function wholeCommit({ repository: { url, html_url, owner } }: RepositoryState, sha: string) {
  const person = { name: owner.login, email: `${owner.login}@example.com`, date: "2026-01-01T00:00:00Z" };
  return {
    sha,
    node_id: `node-${sha}`,
    url: `${url}/commits/${sha}`,
    html_url: `${html_url}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    commit: {
      url: `${url}/git/commits/${sha}`,
      author: person,
      committer: person,
      message: "A commit",
      comment_count: 0,
      tree: { sha, url: `${url}/git/trees/${sha}` },
    },
    author: owner,
    committer: owner,
    parents: [],
  };
}
