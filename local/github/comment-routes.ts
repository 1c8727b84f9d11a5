import { notFound } from "./answer.ts";
import { issueComment, type IssueComment } from "./resources.ts";
import type { Call, Routes } from "./routes.ts";
import { checkLength } from "./text-limit.ts";

/** GitHub's limit, and the words in which it refuses more. */
const commentBody = {
  ...{ resource: "IssueComment", field: "data", label: "Body", code: "unprocessable" },
  limitCharacters: 65_536,
};

export const commentRoutes: Pick<
  Routes,
  | "issues/list-comments"
  | "issues/create-comment"
  | "issues/get-comment"
  | "issues/update-comment"
  | "issues/delete-comment"
> = {
  "issues/list-comments": (call) => {
    const issueUrl = `${call.state.repository.url}/issues/${String(existingIssue(call))}`;
    const since = String(call.query["since"] ?? "");
    const comments = call.state.comments.filter(
      (comment) =>
        comment.issue_url === issueUrl && Date.parse(comment.updated_at) >= (Date.parse(since) || 0),
    );
    return { status: 200, body: comments };
  },

  "issues/create-comment": (call) => {
    const issueNumber = existingIssue(call);
    checkLength(call.body.body, commentBody);
    const comment = issueComment(call.store.newOrigin(call.state, call.login), issueNumber, call.body.body);
    call.state.comments.push(comment);
    return { status: 201, body: comment, headers: { location: comment.url } };
  },

  "issues/get-comment": (call) => ({ status: 200, body: existingComment(call) }),

  "issues/update-comment": (call) => {
    const existing = existingComment(call);
    checkLength(call.body.body, commentBody);
    const { time } = call.store.newOrigin(call.state, call.login);
    const changed = { ...existing, body: call.body.body, updated_at: time };
    call.state.comments = call.state.comments.map((comment) => (comment === existing ? changed : comment));
    return { status: 200, body: changed };
  },

  "issues/delete-comment": (call) => {
    const existing = existingComment(call);
    call.state.comments = call.state.comments.filter((comment) => comment !== existing);
    return { status: 204 };
  },
};

/** Every pull request is an issue; other issues are not played. */
function existingIssue({ state, pathParameters }: Call): number {
  const number = Number(pathParameters["issue_number"]);
  if (!state.pulls.has(number)) throw notFound();
  return number;
}

function existingComment({ state, pathParameters }: Call): IssueComment {
  const found = state.comments.find(({ id }) => id === pathParameters["comment_id"]);
  if (found === undefined) throw notFound();
  return found;
}
