import { serviceWatch } from "../aws/service-watch.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import { Pace } from "./pace.ts";
import { passingTrouble } from "./passing-trouble.ts";
import { revisioned } from "./revisioned.ts";
import type { ProofContext, ProofTarget } from "./target.ts";
import { watchObserver } from "./watch-observer.ts";
import { ask, nextQuestion } from "./watch-prefect.ts";
import type { Look } from "./watch.ts";

type TaskDefinitions = (arn: string) => Promise<WorkerTaskDefinition>;

/** A look takes one call while nothing changes; after one that takes more, the rest is as much longer. */
const ECS_SECONDS = 1;
/** One request a second tells of a heartbeat in time. Before a task runs, there is none to wait for. */
const PREFECT_SECONDS = { idle: 2, running: 1 };
const OBSERVER_SECONDS = 1;

/** At the service's deployments and tasks. */
export function lookAtEcs(
  { ecs, seconds }: ProofContext,
  { cluster, service }: ProofTarget,
  taskDefinition: TaskDefinitions,
): Look {
  const pace = new Pace();
  const lookAtService = serviceWatch(ecs, cluster, service);
  return async (watch) => {
    const atSeconds = seconds();
    const look = await passingTrouble(lookAtService());
    if ("trouble" in look) {
      watch.learn({ trouble: { ...watch.latest.trouble, ecs: look.trouble } });
      return { seconds: pace.restSeconds(seconds(), 1, ECS_SECONDS) };
    }
    const value = look.value.service && (await revisioned(look.value.service, taskDefinition));
    watch.learn({
      trouble: { ...watch.latest.trouble, ecs: undefined },
      ...(value && { service: { atSeconds, value } }),
    });
    return { seconds: pace.restSeconds(seconds(), look.value.requests, ECS_SECONDS) };
  };
}

/** At what is worth a request to Prefect's API next: the pool, its queues or its workers. */
export function lookAtPrefect({ prefect, seconds }: ProofContext, target: ProofTarget): Look {
  const pace = new Pace();
  return async (watch) => {
    const atSeconds = seconds();
    const { question } = nextQuestion(watch.latest, watch.judgement);
    const asked = await passingTrouble(ask(prefect, target, question, atSeconds));
    const requests = "trouble" in asked ? 1 : asked.value.requests;
    const { trouble } = watch.latest;
    if ("trouble" in asked) watch.learn({ trouble: { ...trouble, prefect: asked.trouble } });
    else watch.learn({ ...asked.value.answer, trouble: { ...trouble, prefect: undefined } });
    const isRunning = watch.judgement.memory.waitingSince.size > 0;
    const rest = pace.restSeconds(seconds(), requests, PREFECT_SECONDS[isRunning ? "running" : "idle"]);
    const isUrgent = !("trouble" in asked) && nextQuestion(watch.latest, watch.judgement).isUrgent;
    return { seconds: isUrgent ? 0 : rest };
  };
}

/** At the queue of task events, and at the logs of workers once they are registered. */
export function lookAtObserver(
  { logs, sqs, seconds }: ProofContext,
  target: ProofTarget,
  taskDefinition: TaskDefinitions,
): Look {
  const pace = new Pace();
  return async (watch) => {
    const sources = { logs, sqs, taskDefinition };
    const found = await watchObserver(sources, target, watch.latest, watch.judgement, seconds());
    if (found.requests > 0) watch.learn(found.answer);
    return {
      seconds: pace.restSeconds(seconds(), found.requests, OBSERVER_SECONDS),
      until: () => watch.registeredNow,
    };
  };
}
