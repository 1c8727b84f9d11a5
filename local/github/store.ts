import type { PullRequest, Repository } from "@octokit/webhooks-types";
import type { GitHubEvent } from "./event.ts";
import type { CommitStatus, IssueComment, Origin } from "./resources.ts";

/** What GitHub knows. Repositories are found by `owner/name`. */
export interface Store {
  readonly repositories: Map<string, RepositoryState>;
  /** An origin for a new resource: ids grow, as GitHub's do. */
  readonly newOrigin: (repository: RepositoryState, login: string) => Origin;
}

export interface RepositoryState {
  repository: Repository;
  /** By name. */
  readonly branches: Map<string, BranchState>;
  /** New names of renamed branches, by the old ones. */
  readonly renamedBranches: Map<string, string>;
  readonly commits: Set<string>;
  /** By number. */
  readonly pulls: Map<number, PullRequest>;
  /** The numbers of the pull requests that brought a commit, by its SHA. */
  readonly pullsOfCommit: Map<string, Set<number>>;
  /** The following in the order in which they were made. */
  comments: IssueComment[];
  readonly statuses: { readonly sha: string; readonly status: CommitStatus }[];
}

export interface BranchState {
  readonly name: string;
  readonly sha: string;
  readonly isProtected: boolean;
}

export function createStore(now: () => Date): Store {
  let lastId = 1000;
  return {
    repositories: new Map(),
    newOrigin: ({ repository }, login) => ({
      id: ++lastId,
      repositoryUrl: repository.url,
      login,
      time: now().toISOString(),
    }),
  };
}

/** Brings the store to what GitHub knows once the event has happened. */
export function rememberEvent(store: Store, event: GitHubEvent): void {
  const { repository } = event.payload;
  const state = store.repositories.get(repository.full_name) ?? emptyRepository(repository);
  store.repositories.set(repository.full_name, Object.assign(state, { repository }));

  state.commits.add(event.sha);
  const branch = /^refs\/heads\/(?<name>.+)$/.exec(event.ref)?.groups?.["name"];
  if (branch !== undefined) moveBranch(state, branch, event.sha);

  if (event.name === "pull_request") rememberPull(state, event.payload.pull_request);
  if (event.name === "delete" && event.payload.ref_type === "branch")
    state.branches.delete(event.payload.ref);
}

/** Makes the branch, or moves it to another commit; protection stays unless it is given. */
export function moveBranch(state: RepositoryState, name: string, sha: string, isProtected?: boolean): void {
  const wasProtected = state.branches.get(name)?.isProtected ?? false;
  state.branches.set(name, { name, sha, isProtected: isProtected ?? wasProtected });
  state.commits.add(sha);
}

/** The old name answers with a redirect to the new one, until there is a branch of that name again. */
export function renameBranch(state: RepositoryState, from: string, to: string): void {
  const branch = state.branches.get(from);
  if (branch === undefined) throw new Error(`There is no branch ${from} to rename.`);
  state.branches.delete(from);
  state.branches.set(to, { ...branch, name: to });
  state.renamedBranches.set(from, to);
}

/** Links a commit with a pull request, as GitHub does for its commits and for what it was merged as. */
export function linkCommit(state: RepositoryState, sha: string, pullNumber: number): void {
  state.commits.add(sha);
  state.pullsOfCommit.set(sha, (state.pullsOfCommit.get(sha) ?? new Set()).add(pullNumber));
}

function rememberPull(state: RepositoryState, pull: PullRequest): void {
  const { head, base, number } = pull;
  state.pulls.set(number, pull);
  const isFromFork = head.repo?.full_name !== base.repo.full_name;
  if (!isFromFork && pull.state === "open") moveBranch(state, head.ref, head.sha);
  if (!state.branches.has(base.ref)) moveBranch(state, base.ref, base.sha);
  linkCommit(state, head.sha, number);
  if (pull.merged === true && pull.merge_commit_sha !== null)
    linkCommit(state, pull.merge_commit_sha, number);
}

function emptyRepository(repository: Repository): RepositoryState {
  return {
    repository,
    branches: new Map(),
    renamedBranches: new Map(),
    commits: new Set(),
    pulls: new Map(),
    pullsOfCommit: new Map(),
    comments: [],
    statuses: [],
  };
}
