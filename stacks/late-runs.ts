import type { Metric } from "./alarms/alarm.ts";
import type { WorkerContainer } from "./worker-container.ts";

/**
 * A second container in the worker's task, which counts the flow runs that are Late: it has the worker's image, its
 * way to Prefect's API and its credential, so that nothing else has to be made, and nothing more has to be allowed.
 * The worker goes on without it (docs/decisions/0053-late-runs-are-counted-beside-the-worker.md).
 */
export function lateRunsContainer({ healthCheck: _, ...worker }: WorkerContainer) {
  return {
    ...worker,
    name: "late-runs",
    essential: false,
    command: ["python", "-c", LATE_RUNS],
    memory: LATE_RUNS_MIB,
  };
}

/** Prefect's client takes a third of it, 81 MiB; the rest of the task's memory is the worker's. */
export const LATE_RUNS_MIB = 256;

/**
 * What it runs, as `python -c`. It begins when the worker has started, and then counts twice a minute, so that
 * CloudWatch misses no minute. The text never varies; everything variable reaches it through environment variables.
 */
export const LATE_RUNS = `
import json, os, signal, sys, time

# The first process of a container ignores what it does not handle, and ECS would wait for it.
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
time.sleep(60)

from prefect.client.orchestration import get_client
from prefect.client.schemas import filters

pool = os.environ["PREFECT_ECS_WORKER_POOL"]
queues = json.loads(os.environ["PREFECT_ECS_WORKER_QUEUES"])
named = lambda kind, names: kind(name=dict(any_=names))
wanted = dict(
    flow_run_filter=filters.FlowRunFilter(state=named(filters.FlowRunFilterState, ["Late"])),
    work_pool_filter=named(filters.WorkPoolFilter, [pool]),
    work_queue_filter=named(filters.WorkQueueFilter, queues) if queues else None,
)
with get_client(sync_client=True) as prefect:
    while True:
        try:
            # prefect.count_flow_runs came with 3.4.14. Of more than 200 the alarm would say the same.
            late = prefect.read_flow_runs(**wanted, limit=200)
            print(json.dumps(dict(work_pool=pool, late_flow_runs=len(late))), flush=True)
        except Exception as error:
            print("The late flow runs of " + pool + " were not counted: " + str(error), file=sys.stderr, flush=True)
        time.sleep(30)
`.trim();

/** The lines in which it tells the number, in CloudWatch's syntax for JSON. */
export const LATE_RUNS_PATTERN = "{ $.late_flow_runs = * }";
export const LATE_RUNS_VALUE = "$.late_flow_runs";

/** The metric that the number is counted in: a name for each deployment, in a namespace of the action. */
export function lateRuns(deploymentName: string): Metric {
  return { namespace: "PrefectEcsWorker", name: `${deploymentName}-late-runs`, dimensions: {} };
}
