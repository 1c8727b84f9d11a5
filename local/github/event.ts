import type {
  CreateEvent,
  DeleteEvent,
  MergeGroupEvent,
  PullRequestClosedEvent,
  PullRequestLabeledEvent,
  PullRequestOpenedEvent,
  PullRequestReadyForReviewEvent,
  PullRequestReopenedEvent,
  PullRequestSynchronizeEvent,
  PushEvent,
  Repository,
  WorkflowDispatchEvent,
} from "@octokit/webhooks-types";

/** Something that happened on GitHub, as a workflow run is told of it. */
export type GitHubEvent = { [Name in keyof Payloads]: EventOf<Name> }[keyof Payloads];

export interface EventOf<Name extends keyof Payloads> {
  readonly name: Name;
  readonly payload: Payloads[Name];
  /** `GITHUB_REF` */
  readonly ref: string;
  /** `GITHUB_SHA` */
  readonly sha: string;
  /** `GITHUB_HEAD_REF` and `GITHUB_BASE_REF`: branch names for a pull request, else empty. */
  readonly headRef: string;
  readonly baseRef: string;
}

export interface Payloads {
  readonly pull_request:
    | PullRequestOpenedEvent
    | PullRequestSynchronizeEvent
    | PullRequestReopenedEvent
    | PullRequestClosedEvent
    | PullRequestLabeledEvent
    | PullRequestReadyForReviewEvent;
  readonly push: PushEvent;
  readonly delete: DeleteEvent;
  readonly create: CreateEvent;
  readonly merge_group: MergeGroupEvent;
  readonly workflow_dispatch: WorkflowDispatchEvent;
  readonly schedule: SchedulePayload;
}

/** GitHub publishes no example of this one. */
export interface SchedulePayload {
  readonly schedule: string;
  readonly workflow: string;
  readonly repository: Repository;
}
