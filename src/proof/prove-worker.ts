import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { observeService } from "../aws/ecs-service.ts";
import type { SqsOptions } from "../aws/event-queue.ts";
import { serviceWatch } from "../aws/service-watch.ts";
import { workerTaskDefinitions } from "../aws/worker-task-definition.ts";
import type { PrefectClient } from "../prefect/client.ts";
import { failureReport } from "./failure-report.ts";
import { judge, NOTHING_SEEN, type Observation } from "./judge.ts";
import { GapWatch, isAnyLive } from "./live-workers.ts";
import { Pace } from "./pace.ts";
import { passingTrouble } from "./passing-trouble.ts";
import { watchObserver } from "./watch-observer.ts";
import { ask, nextQuestion } from "./watch-prefect.ts";
import { revisioned } from "./revisioned.ts";
import { servingNow, type ServingTarget } from "./serving.ts";
import type { Check, Verdict } from "./verdict.ts";

export interface ProofTarget extends ServingTarget {
  readonly cluster: string;
  readonly service: string;
  /** Whether the revision was deployed before the proof: then its absence means that ECS went back. */
  readonly isDeployed: boolean;
  /** How long the whole proof may take before it is given up. */
  readonly timeoutSeconds: number;
}

export interface ProofContext {
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly sqs: SqsOptions;
  readonly prefect: PrefectClient;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Seconds of a monotonic clock. */
  readonly seconds: () => number;
  /** Called when a check's outcome changes, with what was seen. */
  readonly onCheck: (check: Check) => void;
  /** Ends the watch early, without a verdict. */
  readonly signal: AbortSignal;
}

/** One request a second tells of a heartbeat in time. Before a task runs, there is none to wait for. */
const PREFECT_SECONDS = { idle: 2, running: 1 };
/** A look takes one call while nothing changes; after one that takes more, the rest is as much longer. */
const ECS_SECONDS = 1;
const OBSERVER_SECONDS = 1;

/**
 * Watches ECS, the work pool and the worker's log side by side until this revision's workers are proven, or it
 * is certain that they will not be, or the time is up. A source that does not answer for a while is waited for.
 * @throws the signal's reason when it is aborted; OutsideError when AWS or Prefect refuse to answer
 */
export async function proveWorker(context: ProofContext, target: ProofTarget): Promise<Verdict> {
  const started = context.seconds();
  const taskDefinition = workerTaskDefinitions(context.ecs);
  let latest: Observation = { atSeconds: started };
  let judgement = judge(target, { ...NOTHING_SEEN, wasDeployed: target.isDeployed }, latest);
  const gapWatch = new GapWatch(started);
  const settled = Promise.withResolvers<void>();
  let isBroken = false;
  const isSettled = () =>
    isBroken || judgement.outcome !== "undecided" || context.seconds() - started >= target.timeoutSeconds;
  let registeredNow = Promise.withResolvers<void>();

  const learn = (news: Partial<Observation>) => {
    // What was still under way when all was settled comes too late.
    if (isSettled()) return;
    const former = judgement;
    latest = { ...latest, ...news, atSeconds: context.seconds() };
    gapWatch.look(latest.atSeconds, isAnyLive(target, latest));
    judgement = judge(target, former.memory, latest);
    tellChanges(former.checks, judgement.checks, context.onCheck);
    if (judgement.workers.length !== former.workers.length) {
      registeredNow.resolve();
      registeredNow = Promise.withResolvers();
    }
  };
  /** Looks until all is settled; the look says how long to rest, and what may end the rest. */
  const watch = async (look: () => Promise<Rest>) => {
    while (!isSettled()) {
      context.signal.throwIfAborted();
      const { seconds, until } = await look();
      if (isSettled()) break;
      const rest = seconds > 0 ? context.sleep(seconds) : undefined;
      await Promise.race([rest, ...(rest && until ? [until()] : [])]);
    }
    settled.resolve();
  };

  const ecsPace = new Pace();
  const lookAtService = serviceWatch(context.ecs, target.cluster, target.service);
  const watchEcs = async (): Promise<Rest> => {
    const atSeconds = context.seconds();
    const look = await passingTrouble(lookAtService());
    if ("trouble" in look) {
      learn({ trouble: { ...latest.trouble, ecs: look.trouble } });
      return { seconds: ecsPace.restSeconds(context.seconds(), 1, ECS_SECONDS) };
    }
    const service = look.value.service && (await revisioned(look.value.service, taskDefinition));
    learn({
      trouble: { ...latest.trouble, ecs: undefined },
      ...(service && { service: { atSeconds, value: service } }),
    });
    return { seconds: ecsPace.restSeconds(context.seconds(), look.value.requests, ECS_SECONDS) };
  };

  const prefectPace = new Pace();
  const watchPrefect = async (): Promise<Rest> => {
    const atSeconds = context.seconds();
    const { question } = nextQuestion(latest, judgement);
    const asked = await passingTrouble(ask(context.prefect, target, question, atSeconds));
    const requests = "trouble" in asked ? 1 : asked.value.requests;
    if ("trouble" in asked) learn({ trouble: { ...latest.trouble, prefect: asked.trouble } });
    else learn({ ...asked.value.answer, trouble: { ...latest.trouble, prefect: undefined } });
    const isRunning = judgement.memory.waitingSince.size > 0;
    const atLeast = PREFECT_SECONDS[isRunning ? "running" : "idle"];
    const seconds = prefectPace.restSeconds(context.seconds(), requests, atLeast);
    const isUrgent = !("trouble" in asked) && nextQuestion(latest, judgement).isUrgent;
    return { seconds: isUrgent ? 0 : seconds };
  };

  const observerPace = new Pace();
  const watchWorkersLog = async (): Promise<Rest> => {
    const sources = { logs: context.logs, sqs: context.sqs, taskDefinition };
    const found = await watchObserver(sources, target, latest, judgement, context.seconds());
    if (found.requests > 0) learn(found.answer);
    return {
      seconds: observerPace.restSeconds(context.seconds(), found.requests, OBSERVER_SECONDS),
      until: () => registeredNow.promise,
    };
  };

  await Promise.race([
    settled.promise,
    Promise.all([watch(watchEcs), watch(watchPrefect), watch(watchWorkersLog)]),
  ]).catch((error: unknown) => {
    isBroken = true;
    throw error;
  });

  const seconds = context.seconds() - started;
  const { outcome, checks, workers } = judgement;
  if (outcome === "verified") return { outcome, checks, workers, causes: [], logTail: [], seconds };
  // The watch asks for no more than the judge needs; the report wants all that ECS remembers.
  const observed = await observeService(context.ecs, target.cluster, target.service);
  const service = observed && (await revisioned(observed, taskDefinition));
  const [report, serving] = await Promise.all([
    failureReport({ ...context, taskDefinition }, target, service, checks),
    servingNow(context.prefect, target, service, checks, gapWatch.gap),
  ]);
  return { outcome: "failed", checks, workers: [], seconds, ...report, serving };
}

/** How long to wait until the next look; another moment may come first. */
interface Rest {
  readonly seconds: number;
  readonly until?: () => Promise<void>;
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
