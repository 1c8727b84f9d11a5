import { z } from "zod";
import { pullSteps } from "../../../src/proof/smoke/pull-steps.ts";
import { prefectCall } from "./cloud.ts";
import { eventually } from "./eventually.ts";

/** A flow that ends well, or calls AWS first, or whose task is killed under it, as when it takes too much memory. */
const CODE = `
import os, signal, time
from prefect import flow

@flow
def work(ends: str):
    if ends == "after a call":
        import boto3
        boto3.client("ecs").list_clusters()
    if ends == "killed":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
`;
/**
 * An event that a worker fails to process, as when Prefect's database is busy, comes to it again after 300 s
 * (`SQS_MESSAGE_VISIBILITY_TIMEOUT_SECONDS` of prefect_aws.observers.ecs).
 */
const TIMEOUT_SECONDS = 420;

export interface FlowRunOptions {
  readonly ends: "well" | "after a call" | "killed";
  /** In place of the work pool's defaults. */
  readonly jobVariables?: Readonly<Record<string, unknown>>;
}

/** A deployment on a work pool, of which flow runs can be started. @returns a function that starts one */
export async function deployFlow(apiUrl: string, workPool: string) {
  const flow = withId.parse(await prefectCall(apiUrl, "POST", "/flows/", { name: "work" }));
  const deployment = withId.parse(
    await prefectCall(apiUrl, "POST", "/deployments/", {
      name: workPool,
      flow_id: flow.id,
      work_pool_name: workPool,
      entrypoint: "flow.py:work",
      pull_steps: pullSteps("flow.py", CODE),
    }),
  );
  return async ({ ends, jobVariables = {} }: FlowRunOptions): Promise<string> => {
    const body = { parameters: { ends }, job_variables: jobVariables };
    const path = `/deployments/${deployment.id}/create_flow_run`;
    return withId.parse(await prefectCall(apiUrl, "POST", path, body)).id;
  };
}

const withId = z.object({ id: z.string() });

const flowRun = z.object({
  state_type: z.string(),
  start_time: z.string().nullable(),
  infrastructure_pid: z.string().nullable(),
});
export type FlowRun = z.output<typeof flowRun>;

/**
 * The run as soon as a condition holds of it.
 * @throws Error when it does not within seven minutes
 */
export function flowRunOnce(
  apiUrl: string,
  id: string,
  condition: (run: FlowRun) => boolean,
): Promise<FlowRun> {
  return eventually(
    `flow run ${id} is as awaited`,
    async () => flowRun.parse(await prefectCall(apiUrl, "GET", `/flow_runs/${id}`)),
    condition,
    { withinSeconds: TIMEOUT_SECONDS },
  );
}

const TERMINAL = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];

/** The type of the state that a run ends in. */
export async function endOf(apiUrl: string, id: string): Promise<string> {
  return (await flowRunOnce(apiUrl, id, (run) => TERMINAL.includes(run.state_type))).state_type;
}

/** Asks for the end of a run as `prefect flow-run cancel` does. */
export async function cancel(apiUrl: string, id: string): Promise<void> {
  const state = { type: "CANCELLING", name: "Cancelling" };
  await prefectCall(apiUrl, "POST", `/flow_runs/${id}/set_state`, { state });
}
