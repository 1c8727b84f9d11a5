import { z } from "zod";
import { OutsideError } from "../errors.ts";

/** What happened, as far as it decides what is to be done. */
export type GitHubEvent =
  | {
      readonly kind: "pull_request";
      /** Other actions (a label, a review) are of kind `other`. */
      readonly action: "opened" | "synchronize" | "reopened" | "closed";
      readonly number: number;
      readonly head: PullRequestHead;
      readonly base: { readonly ref: string };
      readonly isMerged: boolean;
      readonly defaultBranch: string | undefined;
    }
  | {
      readonly kind: "push";
      readonly refType: RefType;
      /** The bare name of the branch or tag. */
      readonly ref: string;
      readonly sha: string;
      readonly isDeleted: boolean;
      readonly isForced: boolean;
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
    `The event "${eventName}" cannot be read: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}. ` +
      "Check that the file at GITHUB_EVENT_PATH is the payload of this very event.",
    { cause: event.error },
  );
}

function schemaOf(eventName: string): z.ZodType<GitHubEvent> {
  switch (eventName) {
    case "pull_request":
    // The same payload; a run for it may read secrets, which changes nothing in what happened.
    case "pull_request_target":
      return z.union([pullRequest, other(eventName)]);
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

/** Not all payloads name the repository: that of `schedule` is documented nowhere. */
const repository = z.object({ default_branch: z.string() }).optional();
