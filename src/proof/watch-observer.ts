import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { readEventQueue, type SqsOptions } from "../aws/event-queue.ts";
import { logHead } from "../aws/log-head.ts";
import type { WorkerTaskDefinition } from "../aws/worker-task-definition.ts";
import { hasStarted, witnesses } from "./checks/observer.ts";
import type { Judgement } from "./judge.ts";
import type { Expectation, Observation, RevisionedTask } from "./observation.ts";

export interface ObserverSources {
  readonly logs: CloudWatchLogsClient;
  readonly sqs: SqsOptions;
  readonly taskDefinition: (arn: string) => Promise<WorkerTaskDefinition>;
}

/** Queue and logs are read again after so long, when nobody waits for them. */
const AGAIN_SECONDS = 5;

/**
 * Reads what is not known yet of queue and logs, or not lately: the log of a worker once it is registered, for
 * by then it has started. @returns how many requests went to the busier of both services
 */
export async function watchObserver(
  { logs, sqs, taskDefinition }: ObserverSources,
  { workerName, eventQueue }: Expectation,
  seen: Observation,
  { workers, memory: { registeredSince = 0, stalled } }: Judgement,
  now: number,
): Promise<{ readonly answer: Pick<Observation, "eventQueue" | "logs">; readonly requests: number }> {
  if (eventQueue === undefined) return { answer: {}, requests: 0 };
  const isOld = (atSeconds: number | undefined) =>
    atSeconds === undefined || now - atSeconds >= AGAIN_SECONDS;
  const registered = workers.map((name) => ({ task: name.slice(workerName.length + 1) }));
  const asked = witnesses(registered).filter((id) => {
    const head = seen.logs?.get(id);
    return isOld(head?.atSeconds) || !hasStarted(head?.value);
  });
  const due = (seen.service?.value.tasks ?? []).filter(({ id }) => asked.includes(id));
  const read = async ({ id, taskDefinitionArn }: RevisionedTask) => {
    const { log } = await taskDefinition(taskDefinitionArn);
    const value =
      log === undefined
        ? ({ kind: "unreadable", reason: "the container has no log in CloudWatch" } as const)
        : await logHead(logs, log.group, `${log.streamPrefix}/${id}`);
    return [id, { atSeconds: now, value }] as const;
  };
  const queueAt = seen.eventQueue?.atSeconds;
  // Whether the workers read it shows once they are there.
  const isQueueDue = isOld(queueAt) || stalled !== undefined || (queueAt ?? 0) < registeredSince;
  const [queue, heads] = await Promise.all([
    isQueueDue ? readEventQueue(eventQueue, sqs) : undefined,
    Promise.all(due.map(read)),
  ]);
  return {
    answer: {
      ...(queue === undefined ? {} : { eventQueue: { atSeconds: now, value: queue } }),
      logs: new Map([...(seen.logs ?? []), ...heads]),
    },
    requests: Math.max(isQueueDue ? 2 : 0, due.length),
  };
}
