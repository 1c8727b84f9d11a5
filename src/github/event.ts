import { z } from "zod";
import { OutsideError } from "../errors.ts";

/** What happened, as far as it decides what is to be done. */
export type GitHubEvent =
  | {
      readonly kind: "pull_request";
      /** What happened to it, in GitHub's words; of a review or a comment on the code, what happened to that. */
      readonly action: string;
      readonly number: number;
      readonly head: PullRequestHead;
      readonly base: { readonly ref: string };
      readonly defaultBranch: string | undefined;
    }
  | {
      readonly kind: "push";
      readonly refType: RefType;
      /** The bare name of the branch or tag. */
      readonly ref: string;
      readonly sha: string;
      readonly isDeleted: boolean;
      readonly defaultBranch: string | undefined;
    }
  | {
      readonly kind: "delete";
      readonly refType: RefType;
      /** The bare name of what was deleted. `GITHUB_REF` names the default branch then. */
      readonly ref: string;
      readonly defaultBranch: string | undefined;
    }
  | {
      readonly kind: "merge_group";
      /** The bare name of the branch that is merged into. */
      readonly baseRef: string;
      readonly headSha: string;
      readonly defaultBranch: string | undefined;
    }
  | { readonly kind: "schedule"; readonly defaultBranch: string | undefined }
  | {
      readonly kind: "workflow_dispatch" | "other";
      readonly name: string;
      readonly defaultBranch: string | undefined;
    };

export interface PullRequestHead {
  readonly ref: string;
  readonly sha: string;
  /** `owner/name`, or nothing once a fork was deleted. */
  readonly repository: string | undefined;
  readonly isFork: boolean;
}

export type RefType = "branch" | "tag";

/**
 * Reads an event from `GITHUB_EVENT_NAME` and the payload in the file at `GITHUB_EVENT_PATH`.
 * @throws OutsideError when the payload is not what GitHub documents for the event
 */
export function parseEvent(eventName: string, payload: unknown): GitHubEvent {
  const event = schemaOf(eventName).safeParse(payload);
  if (event.success) return event.data;
  const [issue] = event.error.issues;
  throw new OutsideError(
    "unexpected-event",
    `The event "${eventName}" cannot be read: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}. ` +
      "Check that the file at GITHUB_EVENT_PATH is the payload of this very event.",
    { cause: event.error },
  );
}

function schemaOf(eventName: string): z.ZodType<GitHubEvent> {
  switch (eventName) {
    // All three run on GitHub's test merge, where GITHUB_REF_NAME is no branch and GITHUB_SHA nobody's commit.
    case "pull_request":
    case "pull_request_review":
    case "pull_request_review_comment":
      return pullRequest;
    case "push":
      return push;
    case "delete":
      return deletion;
    case "merge_group":
      return mergeGroup;
    case "schedule":
      return schedule;
    default:
      return other(eventName);
  }
}

/** Not every payload names the repository: GitHub documents none for `schedule`. */
const repository = z.object({ default_branch: z.string() }).optional();

const pullRequest = z
  .object({
    action: z.string(),
    pull_request: z.object({
      number: z.int(),
      head: z.object({
        ref: z.string(),
        sha: z.string(),
        // null once the fork is deleted
        repo: z.object({ full_name: z.string() }).nullable(),
      }),
      base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
    }),
    repository,
  })
  .transform((payload): GitHubEvent => {
    const { number, head, base } = payload.pull_request;
    return {
      kind: "pull_request",
      action: payload.action,
      number,
      head: {
        ref: head.ref,
        sha: head.sha,
        repository: head.repo?.full_name,
        // Not `repo.fork`: that says whether the head's repository is a fork of any other.
        isFork: head.repo?.full_name !== base.repo.full_name,
      },
      base: { ref: base.ref },
      defaultBranch: payload.repository?.default_branch,
    };
  });

const push = z
  .object({
    ref: z.string().regex(/^refs\/(?:heads|tags)\/./, "is neither refs/heads/… nor refs/tags/…"),
    after: z.string(),
    deleted: z.boolean(),
    repository,
  })
  .transform((payload): GitHubEvent => ({
    kind: "push",
    refType: payload.ref.startsWith("refs/tags/") ? "tag" : "branch",
    ref: bareName(payload.ref),
    sha: payload.after,
    isDeleted: payload.deleted,
    defaultBranch: payload.repository?.default_branch,
  }));

const deletion = z
  .object({ ref: z.string(), ref_type: z.enum(["branch", "tag"]), repository })
  .transform((payload): GitHubEvent => ({
    kind: "delete",
    refType: payload.ref_type,
    ref: payload.ref,
    defaultBranch: payload.repository?.default_branch,
  }));

const mergeGroup = z
  .object({ merge_group: z.object({ base_ref: z.string(), head_sha: z.string() }), repository })
  .transform((payload): GitHubEvent => ({
    kind: "merge_group",
    baseRef: bareName(payload.merge_group.base_ref),
    headSha: payload.merge_group.head_sha,
    defaultBranch: payload.repository?.default_branch,
  }));

const schedule = z.object({ repository }).transform((payload): GitHubEvent => ({
  kind: "schedule",
  defaultBranch: payload.repository?.default_branch,
}));

function other(name: string): z.ZodType<GitHubEvent> {
  return z.object({ repository }).transform((payload): GitHubEvent => ({
    kind: name === "workflow_dispatch" ? name : "other",
    name,
    defaultBranch: payload.repository?.default_branch,
  }));
}

/** `feature/a` of `refs/heads/feature/a` */
function bareName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, "");
}
