/**
 * The operations of GitHub's REST API that are played, by the ids of its OpenAPI description. Whoever adds
 * one runs `node scripts/extract-github-openapi.ts` and writes its route.
 */
export const operationIds = [
  "repos/get",
  "repos/list-branches",
  "repos/get-branch",
  "issues/list-comments",
  "issues/create-comment",
  "issues/get-comment",
  "issues/update-comment",
  "issues/delete-comment",
  "pulls/list",
  "pulls/get",
  "repos/list-pull-requests-associated-with-commit",
  "repos/create-commit-status",
  "repos/list-commit-statuses-for-ref",
] as const;

export type OperationId = (typeof operationIds)[number];
