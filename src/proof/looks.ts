import { serviceWatch } from "../aws/service-watch.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import { Backoff } from "./backoff.ts";
import type { RevisionedService } from "./observation.ts";
import { Pace } from "./pace.ts";
import { passingTrouble, refusal } from "./passing-trouble.ts";
import { revisioned } from "./revisioned.ts";
import type { ProofContext, ProofTarget } from "./target.ts";
import { watchObserver } from "./watch-observer.ts";
import { ask, nextQuestion, questionRest } from "./watch-prefect.ts";
import type { Look } from "./watch.ts";

type TaskDefinitions = (arn: string) => Promise<WorkerTaskDefinition>;

/** Rest between two looks at ECS. One takes one call while nothing changes; `Pace` adds a second for each more. */
const ECS_SECONDS = 1;
/**
 * Rest between two looks at queue and log. A worker tells in its log that it has started a moment after its first
 * heartbeat, so they are short then; the calls that this takes beyond one a second were saved before (`Pace`).
 */
const OBSERVER_SECONDS = 0.5;

/** At the service's deployments and tasks. */
export function lookAtEcs(
  { ecs, seconds }: ProofContext,
  { cluster, service }: ProofTarget,
  taskDefinition: TaskDefinitions,
): Look {
  const pace = new Pace();
  const backoff = new Backoff();
  const lookAtService = serviceWatch(ecs, cluster, service);
  const look = async () => {
    const { service: seen, requests } = await lookAtService();
    return { requests, value: seen === undefined ? NO_SERVICE : await revisioned(seen, taskDefinition) };
  };
  return async (watch) => {
    const atSeconds = seconds();
    const { trouble } = watch.latest;
    const looked = await passingTrouble(look());
    if ("trouble" in looked) {
      watch.learn({ trouble: { ...trouble, ecs: looked } });
      return { seconds: backoff.restSeconds(looked, pace.restSeconds(seconds(), 1, ECS_SECONDS)) };
    }
    backoff.reset();
    const { value, requests } = looked.value;
    watch.learn({ trouble: { ...trouble, ecs: undefined }, service: { atSeconds, value } });
    return { seconds: pace.restSeconds(seconds(), requests, ECS_SECONDS) };
  };
}

/** There is no such service, or not any more. */
const NO_SERVICE: RevisionedService = { deployments: [], tasks: [] };

/** At what is worth a request to Prefect's API next: the pool, its queues or its workers. */
export function lookAtPrefect({ prefect, seconds }: ProofContext, target: ProofTarget): Look {
  const pace = new Pace();
  const backoff = new Backoff();
  return async (watch) => {
    const atSeconds = seconds();
    const { question } = nextQuestion(watch.latest, watch.judgement);
    const asked = await passingTrouble(ask(prefect, target, question, atSeconds)).catch(refusal);
    const { trouble } = watch.latest;
    if ("refusal" in asked) watch.learn(asked);
    else if ("trouble" in asked) watch.learn({ trouble: { ...trouble, prefect: asked } });
    else watch.learn({ ...asked.value.answer, trouble: { ...trouble, prefect: undefined } });
    const atLeast = questionRest(watch.judgement);
    if (!("value" in asked)) {
      const rest = pace.restSeconds(seconds(), 1, atLeast);
      return { seconds: "trouble" in asked ? backoff.restSeconds(asked, rest) : rest };
    }
    backoff.reset();
    const rest = pace.restSeconds(seconds(), asked.value.requests, atLeast);
    return { seconds: nextQuestion(watch.latest, watch.judgement).isUrgent ? 0 : rest };
  };
}

/** At the queue of task events, and at the logs of workers once they are registered. */
export function lookAtObserver(
  { logs, sqs, seconds }: ProofContext,
  target: ProofTarget,
  taskDefinition: TaskDefinitions,
): Look {
  const pace = new Pace();
  const backoff = new Backoff();
  const sources = { logs, sqs, taskDefinition };
  return async (watch) => {
    const found = await passingTrouble(
      watchObserver(sources, target, watch.latest, watch.judgement, seconds()),
    );
    if ("trouble" in found) {
      return { seconds: backoff.restSeconds(found, pace.restSeconds(seconds(), 1, OBSERVER_SECONDS)) };
    }
    backoff.reset();
    const { answer, requests } = found.value;
    if (requests > 0) watch.learn(answer);
    return {
      seconds: pace.restSeconds(seconds(), requests, OBSERVER_SECONDS),
      until: () => watch.registeredNow,
    };
  };
}
