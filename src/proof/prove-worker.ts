import { observeService } from "../aws/ecs-service.ts";
import { workerTaskDefinitions } from "../aws/worker-task-definition.ts";
import { failureReport } from "./failure-report.ts";
import { lookAtEcs, lookAtObserver, lookAtPrefect } from "./looks.ts";
import { revisioned } from "./revisioned.ts";
import { servingNow } from "./serving.ts";
import type { ProofContext, ProofTarget } from "./target.ts";
import type { Verdict } from "./verdict.ts";
import { Watch } from "./watch.ts";

/**
 * Watches ECS, the work pool and the worker's log side by side until this revision's workers are proven, or it
 * is certain that they will not be, or the time is up. A source that does not answer for a while is waited for.
 * @throws the signal's reason when it is aborted; OutsideError when AWS or Prefect refuse to answer
 */
export async function proveWorker(context: ProofContext, target: ProofTarget): Promise<Verdict> {
  const taskDefinition = workerTaskDefinitions(context.ecs);
  const watch = new Watch(context, target);
  await watch.untilSettled([
    lookAtEcs(context, target, taskDefinition),
    lookAtPrefect(context, target),
    lookAtObserver(context, target, taskDefinition),
  ]);

  const seconds = context.seconds() - watch.startedSeconds;
  const { outcome, checks, workers } = watch.judgement;
  if (outcome === "verified") return { outcome, checks, workers, causes: [], logTail: [], seconds };
  // The watch asks for no more than the judge needs; the report wants all that ECS remembers.
  const observed = await observeService(context.ecs, target.cluster, target.service);
  const service = observed && (await revisioned(observed, taskDefinition));
  const [report, serving] = await Promise.all([
    failureReport({ ...context, taskDefinition }, target, service, checks),
    servingNow(context.prefect, target, service, checks, watch.gap),
  ]);
  return { outcome: "failed", checks, workers: [], seconds, ...report, serving };
}
