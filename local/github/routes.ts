import type { Answer } from "./answer.ts";
import { commentRoutes } from "./comment-routes.ts";
import type { OperationId } from "./operations.ts";
import { pullRequestRoutes } from "./pull-request-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import type { CommitStatusFields } from "./resources.ts";
import { statusRoutes } from "./status-routes.ts";
import type { RepositoryState, Store } from "./store.ts";
import type { ParameterValues } from "./validation.ts";

/** Every operation that is played; a request has been validated against GitHub's description by then. */
export const routes: Routes = {
  ...repositoryRoutes,
  ...commentRoutes,
  ...pullRequestRoutes,
  ...statusRoutes,
};

export type Routes = { readonly [Id in OperationId]: Route<Id> };

export type Route<Id extends OperationId> = (call: Call<Id>) => Answer;

export interface Call<Id extends OperationId = OperationId> {
  readonly store: Store;
  readonly state: RepositoryState;
  /** Whose token the request carries. */
  readonly login: string;
  readonly pathParameters: ParameterValues;
  readonly query: ParameterValues;
  readonly body: Id extends keyof Bodies ? Bodies[Id] : undefined;
}

interface Bodies {
  readonly "issues/create-comment": { readonly body: string };
  readonly "issues/update-comment": { readonly body: string };
  readonly "repos/create-commit-status": CommitStatusFields;
}
