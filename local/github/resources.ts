import { createHash } from "node:crypto";

/** Resources as GitHub's REST API shows them; what they must hold is checked against its description. */

export type IssueComment = ReturnType<typeof issueComment>;
export type CommitStatus = ReturnType<typeof commitStatus>;
export type StatusState = "error" | "failure" | "pending" | "success";

/** Where and when a resource came to be. */
export interface Origin {
  readonly id: number;
  /** `https://api.github.com/repos/acme/etl` */
  readonly repositoryUrl: string;
  readonly login: string;
  readonly time: string;
}

export function issueComment(origin: Origin, issueNumber: number, body: string) {
  const { id, repositoryUrl } = origin;
  const page = repositoryUrl.replace("https://api.github.com/repos/", "https://github.com/");
  return {
    ...identity(origin, `${repositoryUrl}/issues/comments/${String(id)}`),
    html_url: `${page}/pull/${String(issueNumber)}#issuecomment-${String(id)}`,
    issue_url: `${repositoryUrl}/issues/${String(issueNumber)}`,
    user: user(origin.login),
    author_association: "NONE",
    body,
  };
}

export interface CommitStatusFields {
  readonly state: StatusState;
  readonly target_url?: string | null;
  readonly description?: string | null;
  readonly context?: string;
}

export function commitStatus(origin: Origin, sha: string, fields: CommitStatusFields) {
  const creator = user(origin.login);
  return {
    ...identity(origin, `${origin.repositoryUrl}/statuses/${sha}`),
    avatar_url: creator.avatar_url,
    state: fields.state,
    description: fields.description ?? null,
    target_url: fields.target_url ?? null,
    context: fields.context ?? "default",
    creator,
  };
}

function identity({ id, time }: Origin, url: string) {
  return { id, node_id: `node-${String(id)}`, url, created_at: time, updated_at: time };
}

export function user(login: string) {
  const url = `https://api.github.com/users/${encodeURIComponent(login)}`;
  const isBot = login.endsWith("[bot]");
  return {
    login,
    id: parseInt(createHash("sha1").update(login).digest("hex").slice(0, 7), 16),
    node_id: `node-${login}`,
    avatar_url: `https://avatars.githubusercontent.com/${encodeURIComponent(login)}`,
    gravatar_id: "",
    url,
    html_url: `https://github.com/${isBot ? `apps/${login.slice(0, -"[bot]".length)}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: isBot ? "Bot" : "User",
    site_admin: false,
  };
}
