import { z } from "zod";
import type { PrefectClient } from "./client.ts";
import { filterAll } from "./filter.ts";

const pendingFlowRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  deployment_id: z.string().nullish(),
  expected_start_time: z.coerce.date().nullish(),
  /** A worker gives it once it has made something to run it in. */
  infrastructure_pid: z.string().nullish(),
  job_variables: z.record(z.string(), z.unknown()).nullish(),
  labels: z.record(z.string(), z.unknown()).nullish(),
  state: z.object({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    /** By the server's clock. */
    timestamp: z.coerce.date(),
    state_details: z.object({ scheduled_time: z.coerce.date().nullish() }).nullish(),
  }),
});
export type PendingFlowRun = z.output<typeof pendingFlowRunSchema>;

/** A worker's names for what it has claimed and not started: the latter just before it calls AWS. */
const CLAIMED = ["Pending", "Submitting"];
/** Flow runs of a pool that a worker claimed, and for which nothing was made yet; oldest first. */
export async function listClaimedFlowRuns(
  prefect: PrefectClient,
  workPool: string,
): Promise<PendingFlowRun[]> {
  const filter = {
    flow_runs: { state: { type: { any_: ["PENDING"] }, name: { any_: CLAIMED } } },
    work_pools: { name: { any_: [workPool] } },
    sort: "EXPECTED_START_TIME_ASC",
  };
  const { body: runs } = await filterAll(prefect, "/flow_runs/filter", filter, pendingFlowRunSchema);
  return runs.filter(({ infrastructure_pid: pid }) => pid === null || pid === undefined);
}

/**
 * Sets a run back to Scheduled for the time it was due, if it is still in the state that it was seen in. Prefect's
 * rules are obeyed, not forced.
 * @returns whether the run is Scheduled now
 */
export async function reschedule(
  prefect: PrefectClient,
  { id, state, expected_start_time: expected }: PendingFlowRun,
  message: string,
): Promise<boolean> {
  const path = `/flow_runs/${id}`;
  const { body: now } = await prefect.call({ method: "GET", path, schema: pendingFlowRunSchema });
  if (now.state.id !== state.id || (now.infrastructure_pid ?? undefined) !== undefined) return false;
  const due = state.state_details?.scheduled_time ?? expected;
  const scheduled = {
    ...{ type: "SCHEDULED", name: "Scheduled", message },
    ...(due && { state_details: { scheduled_time: due.toISOString() } }),
  };
  const { body } = await prefect.call({
    method: "POST",
    path: `${path}/set_state`,
    body: { state: scheduled, force: false },
    schema: z.object({ status: z.string() }),
  });
  return body.status === "ACCEPT";
}

/** The job variables of some deployments, by id. */
export async function readJobVariables(
  prefect: PrefectClient,
  deployments: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const record = z.object({ id: z.string(), job_variables: z.record(z.string(), z.unknown()).nullish() });
  const filter = { deployments: { id: { any_: deployments } } };
  const found = await filterAll(prefect, "/deployments/filter", filter, record);
  return new Map(found.body.map(({ id, job_variables: variables }) => [id, variables ?? {}]));
}
