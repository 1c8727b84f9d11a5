import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PrefectClient } from "../../src/prefect/client.ts";
import { pullSteps } from "../../src/proof/smoke/pull-steps.ts";
import type { Waiting } from "./stage.ts";

/** A flow run as Prefect remembers it. */
export interface FlowRun {
  readonly name: string;
  readonly flow: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Oldest first; the last one is where it ended. */
  readonly states: readonly FlowRunState[];
  /** ARN of the ECS task that it ran as. */
  readonly taskArn: string;
  readonly logs: readonly FlowRunLog[];
}

export type FlowRunState = z.output<typeof state>;
export type FlowRunLog = z.output<typeof log>;

const FLOW = "refresh_sales";
const PARAMETERS = { rows: 1000 };
const TIMEOUT_SECONDS = 120;

/**
 * Registers the flow of `flow.py`, deploys it to a work pool and runs it once, as a person would: nothing but
 * the deployment's own fields is given, so that all else comes from the pool's defaults.
 * @returns the run once it has ended, however it ended
 * @throws Error when it has not ended after two minutes
 */
export async function runFlow(prefect: PrefectClient, workPool: string, waiting: Waiting): Promise<FlowRun> {
  const flow = await create(prefect, "/flows/", { name: FLOW });
  const deployment = await create(prefect, "/deployments/", {
    name: "demo",
    flow_id: flow.id,
    work_pool_name: workPool,
    entrypoint: `flow.py:${FLOW}`,
    pull_steps: pullSteps("flow.py", readFileSync(join(import.meta.dirname, "flow.py"), "utf8")),
  });
  const { id } = await create(prefect, `/deployments/${deployment.id}/create_flow_run`, {
    parameters: PARAMETERS,
  });
  const { name, infrastructure_pid } = await ended(prefect, id, waiting);
  const [states, logs] = await Promise.all([statesOf(prefect, id), logsOf(prefect, id)]);
  return {
    name,
    flow: FLOW,
    parameters: PARAMETERS,
    states,
    taskArn: taskOf(infrastructure_pid ?? ""),
    logs,
  };
}

async function create(prefect: PrefectClient, path: string, body: unknown): Promise<{ id: string }> {
  return (await prefect.call({ method: "POST", path, body, schema: z.object({ id: z.string() }) })).body;
}

/** An ECS worker names what it started `<cluster>::<task>`, by their ARNs. */
function taskOf(infrastructurePid: string): string {
  return infrastructurePid.replace(/^.*::(?=arn:)/, "");
}

/** Prefect's terminal states. */
const TERMINAL = new Set(["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]);

const flowRun = z.object({
  name: z.string(),
  state_type: z.string().nullable(),
  infrastructure_pid: z.string().nullable(),
});

async function ended(prefect: PrefectClient, id: string, { seconds, sleep }: Waiting) {
  const deadline = seconds() + TIMEOUT_SECONDS;
  for (;;) {
    const { body } = await prefect.call({ method: "GET", path: `/flow_runs/${id}`, schema: flowRun });
    if (TERMINAL.has(body.state_type ?? "")) return body;
    if (seconds() > deadline) {
      throw new Error(
        `The flow run ${body.name} is still ${body.state_type ?? "without a state"} after ${TIMEOUT_SECONDS} s: ` +
          "no worker took it, or its task did not report. See the worker's log in the log group of its environment.",
      );
    }
    await sleep(0.5);
  }
}

const state = z.object({
  type: z.string(),
  name: z.string(),
  timestamp: z.coerce.date(),
  message: z.string().nullish(),
});

async function statesOf(prefect: PrefectClient, flowRunId: string): Promise<FlowRunState[]> {
  const path = `/flow_run_states/?flow_run_id=${flowRunId}`;
  const { body } = await prefect.call({ method: "GET", path, schema: z.array(state) });
  return body.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
}

const log = z.object({ name: z.string(), message: z.string(), timestamp: z.coerce.date() });

async function logsOf(prefect: PrefectClient, flowRunId: string): Promise<FlowRunLog[]> {
  const body = { logs: { flow_run_id: { any_: [flowRunId] } }, sort: "TIMESTAMP_ASC", limit: 200 };
  return (await prefect.call({ method: "POST", path: "/logs/filter", body, schema: z.array(log) })).body;
}
