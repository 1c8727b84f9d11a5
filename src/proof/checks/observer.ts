import type { LogHead } from "../../aws/log-head.ts";
import { secondsSince } from "../hearing.ts";
import type { Memory } from "../memory.ts";
import type { Expectation, Observation } from "../observation.ts";
import type { Registration } from "../registration.ts";
import type { Check } from "../verdict.ts";

/** SQS may not know a queue for up to a minute after it was made; Terraform has waited for most of that. */
const MISSING_SECONDS = 15;
/** The observer tries again 30 s after it was denied, for the rights of a new role take a while to be known. */
const DENIED_SECONDS = 45;
/** A log comes in portions: the driver awslogs sends one every 5 s, and CloudWatch shows it a little later. */
const STARTED_SECONDS = 20;
/** Task events are taken at once, one by one; SQS's numbers lag behind by some seconds, at times by a minute. */
const STALLED_SECONDS = 30;
/** All workers have one role and one queue: the logs of so many tell for all. */
const WITNESSES = 3;

/** What a check says, and whether it may still say something else. */
export interface ObserverRuling {
  readonly check: Check;
  readonly isOpen: boolean;
}

/**
 * The worker hears of its flow runs' tasks: its queue is there, and it does not complain of it. It looks for
 * the queue once, when it starts, so that one line of its log is final; that there is none counts once the log has
 * come as far as the worker's start. What is not certain stays unknown and hinders nothing: the worker serves flows
 * all the same.
 */
export function observerCheck(
  { eventQueue: name }: Expectation,
  { eventQueue, logs }: Observation,
  registered: readonly Registration[],
  { eventQueueMissingSince, deniedSince, registeredAt, heard, stalled }: Memory,
): ObserverRuling {
  const check = { id: "observer", title: "The worker hears of crashed flow runs" } as const;
  const say = (outcome: Check["outcome"], evidence: string, isOpen = false): ObserverRuling => ({
    check: { ...check, outcome, evidence },
    isOpen,
  });
  if (name === undefined) return say("skipped", "This worker has no queue of task events.");
  const heads = witnesses(registered).map((id) => ({ id, head: logs?.get(id) }));
  for (const { id, head } of heads) {
    const line = head?.value.kind === "read" ? head.value.lines.find((one) => LOST.test(one)) : undefined;
    if (line !== undefined) {
      return say(
        "failed",
        `The queue "${name}" does not exist for the worker of task ${id}, which looked once, at its start: ${line.trim()}`,
      );
    }
  }
  if (eventQueue?.value.kind === "missing") {
    const seconds = secondsSince(eventQueueMissingSince, heard.eventQueue);
    const evidence = `The queue "${name}" does not exist.`;
    return seconds >= MISSING_SECONDS ? say("failed", evidence) : say("unknown", evidence, true);
  }
  if (eventQueue === undefined || heads.length === 0 || heads.some(({ head }) => head === undefined)) {
    return say("unknown", "Queue and log of the worker were not read yet.", true);
  }
  const denied = heads.find(({ head }) => isDenied(head?.value));
  if (denied?.head?.value.kind === "read") {
    const { lines } = denied.head.value;
    const line = lines.find((one) => DENIED.test(one))?.trim() ?? "";
    const evidence = `The worker of task ${denied.id} may not read the queue "${name}": ${line}`;
    if (lines.filter((one) => one.includes(CRASHED)).length > 1) return say("failed", evidence);
    const seconds = denied.head.atSeconds - (deniedSince ?? Infinity);
    if (seconds < DENIED_SECONDS) return say("unknown", evidence, true);
  }
  const unread = heads.flatMap(({ head }) => (head?.value.kind === "unreadable" ? [head.value.reason] : []));
  if (eventQueue.value.kind === "unreadable") unread.unshift(eventQueue.value.reason);
  if (eventQueue.value.kind === "unreadable" || unread.length > 0) {
    return say("unknown", `Not all could be read: ${[...new Set(unread)].join(", ")}.`);
  }
  const quiet = heads.find(({ head }) => !hasStarted(head?.value));
  if (quiet !== undefined) {
    const seconds = (quiet.head?.atSeconds ?? 0) - (registeredAt.get(quiet.id) ?? 0);
    const evidence = `The log of task ${quiet.id} does not show the worker's start, ${Math.round(seconds)} s after its registration.`;
    return say("unknown", evidence, seconds < STARTED_SECONDS);
  }
  const { createdAt, waiting, inHand } = eventQueue.value;
  const facts = `"${name}" exists since ${createdAt.toISOString()}, and no worker complains of it; ${waiting} events wait, ${inHand} are in hand`;
  if (stalled === undefined) return say("passed", `${facts}.`);
  // SQS's numbers are approximate: they are no proof that nobody reads.
  const seconds = secondsSince(stalled.since, heard.eventQueue);
  const evidence = `${facts}, and they have not become fewer for ${Math.round(seconds)} s.`;
  return say("unknown", evidence, seconds < STALLED_SECONDS);
}

/** Ids of the tasks whose logs are read, once their workers are registered. */
export function witnesses(registered: readonly Pick<Registration, "task">[]): readonly string[] {
  return registered
    .map(({ task }) => task)
    .sort()
    .slice(0, WITNESSES);
}

/** prefect_aws/observers/ecs.py: SqsSubscriber, and the restarts of its observer. */
const LOST = /SQS queue '.*' does not exist/;
const CRASHED = "ECS observer task crashed";
/** What botocore raises, in the traceback of the crash. */
const DENIED =
  /AccessDenied.*calling the (GetQueueUrl|ReceiveMessage) operation|not authorized to perform: sqs:/;

/** prefect/workers/base.py, start: the last that a worker prints before it works. A console may break the line before this word. */
const STARTED = /\bstarted!\s*$/;

/** Whether the log has come as far as the worker's start; its observer was started before. */
export function hasStarted(head: LogHead | undefined): boolean {
  return head?.kind === "read" && head.lines.some((line) => STARTED.test(line));
}

/** Whether the worker tells that it may not read its queue. */
export function isDenied(head: LogHead | undefined): boolean {
  return head?.kind === "read" && head.lines.some((line) => DENIED.test(line));
}
