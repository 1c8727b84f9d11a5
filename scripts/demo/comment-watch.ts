import type { GitHubPlayer } from "../../local/github/player.ts";
import { parseCommentHeader } from "../../src/report/comment-header.ts";
import type { CommentVersion, StickyComment } from "./chronicle.ts";

export interface CommentWatch {
  /** Every sticky comment so far, in the order in which they appeared. */
  readonly comments: readonly StickyComment[];
  /** Takes note of what has been written since the last look. */
  readonly look: () => void;
  readonly stop: () => void;
}

type Written = Pick<StickyComment, "id" | "author" | "environment"> & { readonly versions: CommentVersion[] };

/** A version stands for seconds at least, while Terraform or the proof works. */
const INTERVAL_MS = 100;

/** Remembers each text that a pull request's sticky comments have, since GitHub shows the last one alone. */
export function watchComments(
  github: Pick<GitHubPlayer, "comments">,
  repository: string,
  pullNumber: number,
  onVersion: (comment: StickyComment, version: CommentVersion) => void,
): CommentWatch {
  const comments: Written[] = [];
  const look = (): void => {
    for (const { id, user, body, updated_at } of github.comments(repository, pullNumber)) {
      const header = parseCommentHeader(body);
      if (header === undefined) continue;
      let comment = comments.find((known) => known.id === id);
      if (comment === undefined) {
        comment = { id, author: user.login, environment: header.environment, versions: [] };
        comments.push(comment);
      }
      if (comment.versions.at(-1)?.body === body) continue;
      const phase = header.history.at(-1)?.phase ?? "written";
      const version = { phase, at: new Date(updated_at), body };
      comment.versions.push(version);
      onVersion(comment, version);
    }
  };
  const timer = setInterval(look, INTERVAL_MS);
  return {
    comments,
    look,
    stop: () => {
      clearInterval(timer);
    },
  };
}
