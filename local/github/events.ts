/**
 * What GitHub tells a workflow run when something happens, made from GitHub's own example payloads: the
 * fields that a story needs are replaced, consistently, and the others stay as GitHub sends them.
 */
import { createHash } from "node:crypto";
import type { CreateEvent, DeleteEvent, PullRequest, PushEvent, Repository } from "@octokit/webhooks-types";
import type { EventOf, Payloads, SchedulePayload } from "./event.ts";
import { examplePayload, retell } from "./examples.ts";
import { repositoryOf, tellPlace, tellRepository, type Place } from "./place.ts";

export interface BranchTip {
  readonly ref: string;
  readonly sha: string;
}

export interface PullRequestStory extends Place {
  readonly number: number;
  readonly head: BranchTip;
  readonly base: BranchTip;
  /** The repository of the head branch, when it is a fork. */
  readonly headRepository?: string;
  /** Only a closed pull request can be merged. */
  readonly merged?: boolean;
}

/**
 * `GITHUB_SHA` is a commit that GitHub makes for the run, the merge of head into base, and `GITHUB_REF` is
 * `refs/pull/<number>/merge`; once merged, they are the merge commit and the base branch.
 */
export function pullRequestEvent(
  action: Payloads["pull_request"]["action"],
  story: PullRequestStory,
): EventOf<"pull_request"> {
  const { number, head, base, merged = false } = story;
  const example = examplePayload("pull_request", action) as Payloads["pull_request"]; // By its action.
  const repository = repositoryOf(story);
  const headRepository =
    story.headRepository === undefined
      ? repository
      : {
          ...repositoryOf({ ...story, repository: story.headRepository }),
          fork: true,
          id: repository.id + 1,
        };
  const mergeSha = commitSha(`merge ${head.sha} into ${base.sha}`);
  const told = retell(example, [
    ...tellRepository(example.repository, story.repository),
    [new RegExp(`/(pulls?|issues)/${String(example.number)}(?=[./"])`, "g"), `/$1/${String(number)}`],
    [example.pull_request.head.sha, head.sha],
    [example.pull_request.base.sha, base.sha],
  ]);
  const pull = told.pull_request;
  return {
    name: "pull_request",
    payload: {
      ...told,
      number,
      repository,
      pull_request: {
        ...pull,
        number,
        head: pullRequestSide(head, headRepository),
        base: pullRequestSide(base, repository),
        merge_commit_sha: mergeSha,
        merged,
        merged_at: merged ? pull.updated_at : null,
        merged_by: merged ? pull.user : null,
      },
      ...(action === "synchronize" ? { before: commitSha(`before ${head.sha}`), after: head.sha } : {}),
      // What was replaced agrees with the action, which the type cannot see.
    } as Payloads["pull_request"],
    ref: merged ? `refs/heads/${base.ref}` : `refs/pull/${String(number)}/merge`,
    sha: mergeSha,
    headRef: head.ref,
    baseRef: base.ref,
  };
}

/** A push of a branch (`refs/heads/…`) or a tag (`refs/tags/…`). */
export function pushEvent(
  story: Place & { readonly ref: string; readonly sha: string; readonly before?: string },
): EventOf<"push"> {
  const example = examplePayload("push");
  const { ref, sha, before = commitSha(`before ${sha}`) } = story;
  const told = retell(example, [
    ...tellRepository(example.repository, story.repository),
    [example.head_commit?.id ?? example.after, sha],
  ]);
  const payload: PushEvent = {
    ...told,
    ...{ ref, before, after: sha, created: /^0+$/.test(before), deleted: false },
    commits: told.head_commit === null ? [] : [told.head_commit],
    repository: repositoryOf(story),
  };
  return outsidePullRequests({ name: "push", payload, ref, sha });
}

/** GitHub runs the workflow of the **default branch**, at its last commit: what was deleted is `payload.ref` alone. */
export function deleteEvent(
  story: Place & {
    readonly refType: "branch" | "tag";
    readonly ref: string;
    readonly defaultBranchSha: string;
  },
): EventOf<"delete"> {
  const payload: DeleteEvent = {
    ...tellPlace(examplePayload("delete"), story),
    ...{ ref: story.ref, ref_type: story.refType },
  };
  return outsidePullRequests({ name: "delete", payload, ...defaultBranchTip(story) });
}

export function createEvent(
  story: Place & { readonly refType: "branch" | "tag"; readonly ref: string; readonly sha: string },
): EventOf<"create"> {
  const payload: CreateEvent = {
    ...tellPlace(examplePayload("create"), story),
    ...{ ref: story.ref, ref_type: story.refType, master_branch: story.defaultBranch ?? "main" },
  };
  const ref = `refs/${story.refType === "branch" ? "heads" : "tags"}/${story.ref}`;
  return outsidePullRequests({ name: "create", payload, ref, sha: story.sha });
}

/** A merge queue asks whether `pullRequest`, merged into `base`, passes. */
export function mergeGroupEvent(
  story: Place & { readonly pullRequest: number; readonly base: BranchTip; readonly headSha: string },
): EventOf<"merge_group"> {
  const { base, headSha } = story;
  const example = tellPlace(examplePayload("merge_group", "checks_requested"), story);
  const ref = `refs/heads/gh-readonly-queue/${base.ref}/pr-${String(story.pullRequest)}-${base.sha}`;
  const mergeGroup = {
    ...{ head_sha: headSha, head_ref: ref, base_sha: base.sha, base_ref: `refs/heads/${base.ref}` },
    head_commit: { ...example.merge_group.head_commit, id: headSha },
  };
  const payload = { ...example, merge_group: mergeGroup };
  return outsidePullRequests({ name: "merge_group", payload, ref, sha: headSha });
}

export function workflowDispatchEvent(
  story: Place & {
    readonly ref: string;
    readonly sha: string;
    readonly inputs?: Readonly<Record<string, string>>;
  },
): EventOf<"workflow_dispatch"> {
  const { ref, sha, inputs = {} } = story;
  const payload = { ...tellPlace(examplePayload("workflow_dispatch"), story), ref, inputs };
  return outsidePullRequests({ name: "workflow_dispatch", payload, ref, sha });
}

export function scheduleEvent(
  story: Place & { readonly cron: string; readonly defaultBranchSha: string },
): EventOf<"schedule"> {
  const payload: SchedulePayload = {
    schedule: story.cron,
    workflow: ".github/workflows/prefect-worker.yml",
    repository: repositoryOf(story),
  };
  return outsidePullRequests({ name: "schedule", payload, ...defaultBranchTip(story) });
}

/** A commit's name for stories: the same words give the same 40 hexadecimal digits. */
export function commitSha(words: string): string {
  return createHash("sha1").update(words).digest("hex");
}

function pullRequestSide({ ref, sha }: BranchTip, repo: Repository): PullRequest["head"] {
  return { label: `${repo.owner.login}:${ref}`, ref, sha, user: repo.owner, repo };
}

function defaultBranchTip({
  defaultBranch = "main",
  defaultBranchSha,
}: Place & { readonly defaultBranchSha: string }): { readonly ref: string; readonly sha: string } {
  return { ref: `refs/heads/${defaultBranch}`, sha: defaultBranchSha };
}

function outsidePullRequests<Event>(event: Event): Event & { readonly headRef: ""; readonly baseRef: "" } {
  return { ...event, headRef: "", baseRef: "" };
}
