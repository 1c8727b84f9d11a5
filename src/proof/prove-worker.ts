import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { observeService } from "../aws/ecs-service.ts";
import { workerTaskDefinitions, type WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import type { PrefectClient } from "../prefect/client.ts";
import { listWorkers, readWorkPool } from "../prefect/work-pool.ts";
import { failureReport } from "./failure-report.ts";
import { judge, NOTHING_SEEN, type Expectation, type Observation, type RevisionedService } from "./judge.ts";
import type { Check, Verdict } from "./verdict.ts";

export interface ProofTarget extends Expectation {
  readonly cluster: string;
  readonly service: string;
  readonly deploymentName: string;
  /** Whether the revision was deployed before the proof: then its absence means that ECS went back. */
  readonly isDeployed: boolean;
  /** How long the whole proof may take before it is given up. */
  readonly timeoutSeconds: number;
}

export interface ProofContext {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly prefect: PrefectClient;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  /** Called when a check's outcome changes, with what was seen. */
  readonly onCheck: (check: Check) => void;
  /** Ends the watch early, without a verdict. */
  readonly signal: AbortSignal;
}

/** One request a second tells of a heartbeat in time; ECS, which takes five calls a look, half as often. */
const PREFECT_INTERVAL_SECONDS = 1;
const ECS_INTERVAL_SECONDS = 2;

/**
 * Watches the ECS service and the work pool side by side until this revision's workers are registered,
 * or it is certain that they will not be, or the time is up.
 * @throws the signal's reason when it is aborted; OutsideError when AWS or Prefect stop answering
 */
export async function proveWorker(context: ProofContext, target: ProofTarget): Promise<Verdict> {
  const started = context.seconds();
  const taskDefinition = workerTaskDefinitions(context.ecs);
  const latest: { -readonly [Key in keyof Observation]: Observation[Key] } = { atSeconds: started };
  let judgement = judge(target, { ...NOTHING_SEEN, wasDeployed: target.isDeployed }, latest);

  // When one side breaks, the other has nothing to wait for.
  const broken = new AbortController();
  const signal = AbortSignal.any([context.signal, broken.signal]);
  const isSettled = () =>
    judgement.outcome !== "undecided" || context.seconds() - started >= target.timeoutSeconds;
  const look = async (intervalSeconds: number, observe: () => Promise<void>) => {
    try {
      while (!isSettled()) {
        signal.throwIfAborted();
        await observe();
        latest.atSeconds = context.seconds();
        const former = judgement.checks;
        judgement = judge(target, judgement.memory, latest);
        tellChanges(former, judgement.checks, context.onCheck);
        if (!isSettled()) await context.sleep(intervalSeconds);
      }
    } catch (error) {
      broken.abort(error);
      throw error;
    }
  };

  await Promise.all([
    look(ECS_INTERVAL_SECONDS, async () => {
      latest.service = await observeRevisions(context.ecs, target, taskDefinition);
    }),
    look(PREFECT_INTERVAL_SECONDS, async () => {
      latest.pool ??= await readWorkPool(context.prefect, target.workPool);
      const { body: records, serverTime } = await listWorkers(context.prefect, target.workPool);
      latest.workers = { records, serverTime };
    }),
  ]);

  const seconds = context.seconds() - started;
  if (judgement.outcome === "verified") {
    const { checks, workers } = judgement;
    return { outcome: "verified", checks, workers, causes: [], logTail: [], seconds };
  }
  const report = await failureReport(
    { ...context, taskDefinition },
    target,
    latest.service,
    judgement.checks,
  );
  return { outcome: "failed", checks: judgement.checks, workers: [], seconds, ...report };
}

async function observeRevisions(
  ecs: ECSClient,
  { cluster, service }: ProofTarget,
  taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>,
): Promise<RevisionedService | undefined> {
  const observed = await observeService(ecs, cluster, service);
  if (observed === undefined) return undefined;
  const named = async <T extends { readonly taskDefinitionArn: string }>(item: T) => ({
    ...item,
    workerName: (await taskDefinition(item.taskDefinitionArn)).workerName,
  });
  const [deployments, tasks] = await Promise.all([
    Promise.all(observed.deployments.map(named)),
    Promise.all(observed.tasks.map(named)),
  ]);
  return { ...observed, deployments, tasks };
}

function tellChanges(
  former: readonly Check[],
  current: readonly Check[],
  onCheck: (check: Check) => void,
): void {
  for (const check of current) {
    const before = former.find(({ id }) => id === check.id);
    if (before?.outcome !== check.outcome || before.evidence !== check.evidence) onCheck(check);
  }
}
