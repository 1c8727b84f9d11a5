import type { GitHubEvent } from "./github/event.ts";

export interface RunIdentity {
  readonly id: number;
  readonly attempt: number;
  readonly number: number;
  readonly workflow: string;
  readonly job: string;
}

export interface RunPlace {
  readonly workspace: string;
  readonly temporaryDirectory: string;
  readonly toolCacheDirectory: string;
  readonly eventFile: string;
  readonly apiUrl: string;
}

/** The variables that GitHub sets for every step of a job, on a hosted Linux runner. */
export function runnerVariables(
  event: GitHubEvent,
  run: RunIdentity,
  place: RunPlace,
): Record<string, string> {
  const { repository } = event.payload;
  const actor = "sender" in event.payload ? event.payload.sender.login : repository.owner.login;
  const workflowFile = `${repository.full_name}/.github/workflows/prefect-worker.yml`;
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "worker",
    GITHUB_ACTOR: actor,
    GITHUB_TRIGGERING_ACTOR: actor,
    GITHUB_API_URL: place.apiUrl,
    GITHUB_GRAPHQL_URL: `${place.apiUrl}/graphql`,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_BASE_REF: event.baseRef,
    GITHUB_HEAD_REF: event.headRef,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: place.eventFile,
    GITHUB_JOB: run.job,
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(heads|tags|pull)\//, ""),
    GITHUB_REF_TYPE: event.ref.startsWith("refs/tags/") ? "tag" : "branch",
    GITHUB_REPOSITORY: repository.full_name,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner.login,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.owner.id),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: run.workflow,
    GITHUB_WORKFLOW_REF: `${workflowFile}@${event.ref}`,
    GITHUB_WORKFLOW_SHA: event.sha,
    GITHUB_WORKSPACE: place.workspace,
    RUNNER_ARCH: "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_NAME: "GitHub Actions 1",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: place.temporaryDirectory,
    RUNNER_TOOL_CACHE: place.toolCacheDirectory,
  };
}
