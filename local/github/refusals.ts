import { Refusal } from "./answer.ts";
import type { OperationId } from "./operations.ts";

/** A permission that a workflow's `permissions:` can lack. Reading is always allowed, but for pull requests. */
export type Permission = "issues" | "statuses" | "pull-requests";

export function permissionFor(operationId: OperationId): Permission | undefined {
  return permissions[operationId];
}

const permissions: Partial<Record<OperationId, Permission>> = {
  "issues/create-comment": "issues",
  "issues/update-comment": "issues",
  "issues/delete-comment": "issues",
  "repos/create-commit-status": "statuses",
  "pulls/list": "pull-requests",
};

/** GitHub names the permissions of which one would have sufficed. */
export function notAccessible(permission: Permission): Refusal {
  return new Refusal(403, "Resource not accessible by integration", {
    headers: { "x-accepted-github-permissions": sufficient[permission] },
  });
}

const sufficient: Readonly<Record<Permission, string>> = {
  issues: "issues=write; pull_requests=write",
  statuses: "statuses=write",
  "pull-requests": "pull_requests=read",
};

export function badCredentials(): Refusal {
  return new Refusal(401, "Bad credentials");
}

export interface Throttle {
  readonly status: 429 | 403;
  readonly retryAfterSeconds: number;
}

/** GitHub's secondary rate limit: clients know it by these words and by the header. */
export function throttled({ status, retryAfterSeconds }: Throttle): Refusal {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  return new Refusal(status, message, { headers: { "retry-after": String(retryAfterSeconds) } });
}
