import { notFound, Violation, Refusal } from "./answer.ts";
import { deployment, deploymentStatus } from "./resources.ts";
import type { Call, Routes } from "./routes.ts";
import { checkDescription, commitOf } from "./status-routes.ts";
import type { DeploymentState, RepositoryState } from "./store.ts";

export const deploymentRoutes: Pick<
  Routes,
  | "repos/create-deployment"
  | "repos/list-deployments"
  | "repos/get-deployment"
  | "repos/delete-deployment"
  | "repos/create-deployment-status"
  | "repos/list-deployment-statuses"
> = {
  "repos/create-deployment": ({ store, state, login, body }) => {
    // By default GitHub merges the default branch into a ref that lacks some of its commits.
    if (body.auto_merge !== false)
      throw new Violation("a deployment without auto_merge: false is not played");
    const sha = commitOf(state, body.ref);
    checkContexts(state, sha, body.required_contexts);
    const made = deployment(store.newOrigin(state, login), sha, body);
    state.deployments.push({ deployment: made, statuses: [] });
    return { status: 201, body: made };
  },

  "repos/list-deployments": ({ state, query }) => {
    const filters = (["sha", "ref", "task", "environment"] as const).filter(
      (name) => query[name] !== undefined,
    );
    const wanted = state.deployments
      .map(({ deployment }) => deployment)
      .filter((each) => filters.every((name) => each[name] === query[name]));
    return { status: 200, body: wanted.reverse() };
  },

  "repos/get-deployment": (call) => ({ status: 200, body: existingDeployment(call).deployment }),

  "repos/delete-deployment": (call) => {
    const existing = existingDeployment(call);
    const isInactive = existing.statuses.at(-1)?.state === "inactive";
    if (!isInactive && call.state.deployments.length > 1) {
      throw new Refusal(422, "We cannot delete an active deployment unless it is the only deployment.");
    }
    call.state.deployments = call.state.deployments.filter((each) => each !== existing);
    return { status: 204 };
  },

  "repos/create-deployment-status": (call) => {
    const existing = existingDeployment(call);
    checkDescription("DeploymentStatus", call.body.description ?? "");
    const origin = call.store.newOrigin(call.state, call.login);
    const status = deploymentStatus(origin, existing.deployment, call.body);
    if (status.state === "success" && call.body.auto_inactive !== false) retireOthers(call, existing);
    existing.statuses.push(status);
    return { status: 201, body: status };
  },

  "repos/list-deployment-statuses": (call) => ({
    status: 200,
    body: existingDeployment(call).statuses.toReversed(),
  }),
};

/** Without `required_contexts`, each context that was reported for the commit has to be a success. */
function checkContexts(state: RepositoryState, sha: string, required: readonly string[] | undefined): void {
  const latest = new Map(
    state.statuses.filter((each) => each.sha === sha).map(({ status }) => [status.context, status.state]),
  );
  const failing = (required ?? [...latest.keys()]).filter((context) => latest.get(context) !== "success");
  if (failing.length > 0) throw new Refusal(409, `Conflict: Commit status checks failed for ${sha}.`);
}

function existingDeployment({ state, pathParameters }: Call): DeploymentState {
  const found = state.deployments.find(({ deployment }) => deployment.id === pathParameters["deployment_id"]);
  if (found === undefined) throw notFound();
  return found;
}

/** `auto_inactive`: a success ends the earlier ones of its environment, unless transient or production. */
function retireOthers({ store, state, login }: Call, succeeded: DeploymentState): void {
  for (const { deployment, statuses } of state.deployments) {
    if (deployment.id >= succeeded.deployment.id) continue;
    if (deployment.environment !== succeeded.deployment.environment) continue;
    if (deployment.transient_environment || deployment.production_environment) continue;
    if (statuses.at(-1)?.state !== "success") continue;
    statuses.push(deploymentStatus(store.newOrigin(state, login), deployment, { state: "inactive" }));
  }
}
