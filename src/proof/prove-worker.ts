import { observeService } from "../aws/ecs-service.ts";
import { type WorkerTaskDefinition, workerTaskDefinitions } from "../aws/worker-task-definition.ts";
import { failureReport } from "./failure-report.ts";
import { lookAtEcs, lookAtObserver, lookAtPrefect } from "./looks.ts";
import type { RevisionedService } from "./observation.ts";
import { passingTrouble } from "./passing-trouble.ts";
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
  const { judgement, latest } = watch;
  const service = (await serviceNow(context, target, taskDefinition)) ?? latest.service?.value;
  const [report, serving] = await Promise.all([
    failureReport({ ...context, taskDefinition }, target, service, judgement, latest),
    servingNow(context.prefect, target, service, checks, watch.gap),
  ]);
  return { outcome: "failed", checks, workers: [], seconds, ...report, serving };
}

/**
 * The watch asks for no more than the judge needs; the report wants all that ECS remembers. An ECS that does not
 * answer just then must not cost the verdict.
 */
async function serviceNow(
  { ecs }: ProofContext,
  { cluster, service }: ProofTarget,
  taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>,
): Promise<RevisionedService | undefined> {
  const asked = await passingTrouble(observeService(ecs, cluster, service));
  if ("trouble" in asked || asked.value === undefined) return undefined;
  const named = await passingTrouble(revisioned(asked.value, taskDefinition));
  return "trouble" in named ? undefined : named.value;
}
