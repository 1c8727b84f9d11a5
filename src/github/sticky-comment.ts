import {
  isSameComment,
  parseCommentHeader,
  type CommentHeader,
  type CommentKey,
} from "../report/comment-header.ts";
import type { StoryEvent } from "../report/story.ts";
import type { GitHub } from "./client.ts";
import { GitHubError } from "./errors.ts";

export interface StickyComment {
  readonly id: number;
  readonly url: string;
}

/**
 * Writes the one comment that a pull request has for a deployment and environment: over the one that is
 * there, or anew. `render` is given the history of the comment that is there, so that the story goes on.
 */
export async function writeStickyComment(
  github: GitHub,
  pullRequest: number,
  key: CommentKey,
  render: (history: readonly StoryEvent[]) => string,
): Promise<StickyComment> {
  const own = await findOwn(github, pullRequest, key);
  const body = render(own?.header.history ?? []);
  if (own === undefined) return create(github, pullRequest, body);
  if (own.body === body) return { id: own.id, url: own.url };
  return (await update(github, own.id, body)) ?? create(github, pullRequest, body);
}

interface OwnComment extends StickyComment {
  readonly body: string;
  readonly header: CommentHeader;
}

/** Ours has our header and our author: anybody may write a comment that begins like ours. */
async function findOwn(
  github: GitHub,
  pullRequest: number,
  key: CommentKey,
): Promise<OwnComment | undefined> {
  const { octokit, repository } = github;
  const comments = { ...repository, issue_number: pullRequest, per_page: 100 };
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, comments)[Symbol.asyncIterator]();
  const [login, firstPage] = await Promise.all([github.login(), pages.next()]);
  for (let page = firstPage; page.done !== true; page = await pages.next()) {
    for (const { id, html_url: url, body: text = "", user } of page.value.data) {
      // GitHub gives back a text that was edited in a browser with CRLF.
      const body = text.replaceAll("\r\n", "\n");
      const header = user?.login === login ? parseCommentHeader(body) : undefined;
      if (header !== undefined && isSameComment(header, key)) return { id, url, body, header };
    }
  }
  return undefined;
}

async function create(
  { octokit, repository }: GitHub,
  pullRequest: number,
  body: string,
): Promise<StickyComment> {
  const { data } = await octokit.rest.issues.createComment({
    ...repository,
    issue_number: pullRequest,
    body,
  });
  return { id: data.id, url: data.html_url };
}

/** Nothing when somebody deleted the comment since it was found. */
async function update(
  { octokit, repository }: GitHub,
  id: number,
  body: string,
): Promise<StickyComment | undefined> {
  try {
    const { data } = await octokit.rest.issues.updateComment({ ...repository, comment_id: id, body });
    return { id: data.id, url: data.html_url };
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return undefined;
    throw error;
  }
}
