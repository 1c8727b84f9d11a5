import { z } from "zod";
import type { PrefectClient } from "./client.ts";
import { filterAll, LIMIT } from "./filter.ts";
import { ignoringMissing } from "./missing.ts";

export interface NewDeployment {
  readonly name: string;
  readonly flowId: string;
  readonly workPool: string;
  /** The pool's default queue if left out. */
  readonly workQueue?: string | undefined;
  readonly entrypoint: string;
  /** What brings the code to where the run is, in the words of prefect.yaml. */
  readonly pullSteps: readonly unknown[];
  readonly tags: readonly string[];
  /** In place of the pool's defaults. */
  readonly jobVariables: Readonly<Record<string, unknown>>;
}

const stateSchema = z.object({
  type: z.string(),
  name: z.string(),
  message: z.string().nullish(),
  timestamp: z.coerce.date(),
});
export type FlowRunState = z.output<typeof stateSchema>;

const flowRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: stateSchema.nullish(),
  /** When it was Running first; nothing if it never was. */
  start_time: z.coerce.date().nullish(),
  /** Of an ECS worker: `<cluster>::<ARN of the task>`. */
  infrastructure_pid: z.string().nullish(),
});
export type FlowRun = z.output<typeof flowRunSchema>;

const flowSchema = z.object({ id: z.string(), name: z.string(), created: z.coerce.date() });
export type Flow = z.output<typeof flowSchema>;

const withId = z.object({ id: z.string() });
const TERMINAL = new Set(["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]);

/** Whether the run has come to its end, good or bad. */
export function hasEnded({ state }: FlowRun): boolean {
  return TERMINAL.has(state?.type ?? "");
}

/** @returns the flow's id; the one that is there already if the name is taken */
export async function createFlow(
  prefect: PrefectClient,
  name: string,
  tags: readonly string[],
): Promise<string> {
  return (await prefect.call({ method: "POST", path: "/flows/", body: { name, tags }, schema: withId })).body
    .id;
}

/** @returns the deployment's id */
export async function createDeployment(prefect: PrefectClient, deployment: NewDeployment): Promise<string> {
  const { name, flowId, workPool, workQueue, entrypoint, pullSteps, tags, jobVariables } = deployment;
  const body = {
    ...{ name, flow_id: flowId, work_pool_name: workPool, entrypoint, pull_steps: pullSteps, tags },
    job_variables: jobVariables,
    ...(workQueue === undefined ? {} : { work_queue_name: workQueue }),
  };
  return (await prefect.call({ method: "POST", path: "/deployments/", body, schema: withId })).body.id;
}

/** A run that is due at once. */
export async function createFlowRun(
  prefect: PrefectClient,
  deploymentId: string,
  { name, tags }: { readonly name: string; readonly tags: readonly string[] },
): Promise<FlowRun> {
  const path = `/deployments/${deploymentId}/create_flow_run`;
  return (await prefect.call({ method: "POST", path, body: { name, tags }, schema: flowRunSchema })).body;
}

export async function readFlowRun(prefect: PrefectClient, id: string): Promise<FlowRun> {
  return (await prefect.call({ method: "GET", path: `/flow_runs/${id}`, schema: flowRunSchema })).body;
}

/** All states that a run was in, oldest first. */
export async function listFlowRunStates(prefect: PrefectClient, id: string): Promise<FlowRunState[]> {
  const path = `/flow_run_states/?flow_run_id=${id}`;
  const { body } = await prefect.call({ method: "GET", path, schema: z.array(stateSchema) });
  return body.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
}

/** What the run, and its worker about it, wrote last; oldest first. */
export async function listFlowRunLogs(prefect: PrefectClient, id: string): Promise<string[]> {
  const body = { logs: { flow_run_id: { any_: [id] } }, sort: "TIMESTAMP_DESC", limit: LIMIT };
  const schema = z.array(z.object({ message: z.string() }));
  const answer = await prefect.call({ method: "POST", path: "/logs/filter", body, schema });
  return answer.body.map(({ message }) => message).reverse();
}

/** Ends a run whatever it does; its task is another matter. */
export async function cancelFlowRun(prefect: PrefectClient, id: string, message: string): Promise<void> {
  const body = { state: { type: "CANCELLED", name: "Cancelled", message }, force: true };
  await ignoringMissing(
    prefect.call({ method: "POST", path: `/flow_runs/${id}/set_state`, body, schema: z.unknown() }),
  );
}

/** Flows that bear all of some tags, and the server's time. */
export async function listFlows(prefect: PrefectClient, tags: readonly string[]) {
  return await filterAll(prefect, "/flows/filter", { flows: { tags: { all_: tags } } }, flowSchema);
}

export async function listFlowRuns(prefect: PrefectClient, flowId: string): Promise<FlowRun[]> {
  const filter = { flows: { id: { any_: [flowId] } } };
  return (await filterAll(prefect, "/flow_runs/filter", filter, flowRunSchema)).body;
}

/** Removes a flow with its runs and deployments; what is gone already is success. */
export async function deleteFlow(prefect: PrefectClient, flowId: string): Promise<void> {
  const filter = { flows: { id: { any_: [flowId] } } };
  const [runs, deployments] = await Promise.all([
    filterAll(prefect, "/flow_runs/filter", filter, withId),
    filterAll(prefect, "/deployments/filter", filter, withId),
  ]);
  for (const path of [
    ...runs.body.map(({ id }) => `/flow_runs/${id}`),
    ...deployments.body.map(({ id }) => `/deployments/${id}`),
    `/flows/${flowId}`,
  ]) {
    await ignoringMissing(prefect.call({ method: "DELETE", path, schema: z.unknown() }));
  }
}
