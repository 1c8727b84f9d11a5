import type { GitHub } from "./client.ts";

export interface PullRequest {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  readonly head: { readonly ref: string; readonly sha: string; readonly isFork: boolean };
  readonly base: { readonly ref: string };
  readonly url: string;
}

/**
 * The pull requests that hear of a push: those that were merged by it into the branch, and those that are
 * open with the branch as their head.
 */
export async function pullRequestsOfPush(
  { octokit, repository }: GitHub,
  { sha, branch }: { readonly sha: string; readonly branch: string },
): Promise<readonly PullRequest[]> {
  const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...repository,
    commit_sha: sha,
    per_page: 100,
  });
  return data
    .map(pullRequestOf)
    .filter(
      ({ state, head, base }) =>
        (state === "merged" && base.ref === branch) ||
        (state === "open" && head.ref === branch && !head.isFork),
    );
}

/** The number of the newest pull request, open or not, whose head is this branch of the repository itself. */
export async function newestPullRequestOf(
  { octokit, repository }: GitHub,
  branch: string,
): Promise<number | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...repository,
    state: "all",
    head: `${repository.owner}:${branch}`,
    sort: "created",
    direction: "desc",
    per_page: 1,
  });
  return data[0]?.number;
}

/** The number of an open pull request whose head is this branch of the repository itself. */
export async function openPullRequestOf(
  { octokit, repository }: GitHub,
  branch: string,
): Promise<number | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...repository,
    state: "open",
    head: `${repository.owner}:${branch}`,
    per_page: 100,
  });
  // The owner may have forks of its own repository, whose branches GitHub names alike.
  return data.map(pullRequestOf).find(({ head }) => head.ref === branch && !head.isFork)?.number;
}

interface ListedPullRequest {
  readonly number: number;
  readonly state: string;
  readonly merged_at: string | null;
  readonly head: ListedSide & { readonly sha: string };
  readonly base: ListedSide;
  readonly html_url: string;
}

interface ListedSide {
  readonly ref: string;
  // null once a fork is deleted
  readonly repo: { readonly full_name: string } | null;
}

function pullRequestOf({ number, state, merged_at, head, base, html_url }: ListedPullRequest): PullRequest {
  return {
    number,
    state: state === "open" ? "open" : merged_at === null ? "closed" : "merged",
    head: { ref: head.ref, sha: head.sha, isFork: head.repo?.full_name !== base.repo?.full_name },
    base: { ref: base.ref },
    url: html_url,
  };
}
