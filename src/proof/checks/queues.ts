import type { WorkQueue } from "../../prefect/work-queues.ts";
import { secondsSince, SILENT_SECONDS } from "../hearing.ts";
import type { Expectation, Observation } from "../observation.ts";
import type { Memory } from "../memory.ts";
import { MISSED_POLLS } from "../polls.ts";
import type { Registration } from "../registration.ts";
import type { Check } from "../verdict.ts";

/** A server calls a queue READY for a minute after a poll (WORK_QUEUE_LAST_POLLED_TIMEOUT). */
const FRESH_SECONDS = 60;
/** Three polls of Prefect's own pace, and a silence of Prefect's that is too short to be noticed. */
const LEAST_SECONDS = 30 + SILENT_SECONDS;

/**
 * The queues that the workers poll exist, and were polled since the last of the workers registered: all by the
 * server's clock. A worker whose queue does not exist stays ONLINE and polls nothing.
 */
export function queuesCheck(
  expected: Expectation,
  seen: Observation,
  registered: readonly Registration[],
  { registeredSince, heard, beganByPrefect }: Memory,
): Check {
  const check = { id: "queues", title: "The workers poll their queues" } as const;
  const { queues, server, pool } = seen;
  if (queues === undefined || pool === undefined) {
    return { ...check, outcome: "unknown", evidence: "The queues were not read yet." };
  }
  const { records } = queues.value;
  const { wanted, missing } = wantedQueues(expected, records);
  const waited = secondsSince(registeredSince, heard.queues);
  const patience = Math.max(LEAST_SECONDS, MISSED_POLLS * expected.pollSeconds);
  if (missing.length > 0) {
    // Cloud's server is not open to be read: it may make a queue that is polled.
    const isCertain =
      server !== undefined &&
      pool.value !== "missing" &&
      (server.value.kind !== "cloud" || waited >= patience);
    return {
      ...check,
      outcome: isCertain ? "failed" : "unknown",
      evidence: `In the work pool "${expected.workPool}" queue ${quoted(missing)} does not exist: a worker that polls it is idle.`,
    };
  }
  const paused = wanted.filter(({ is_paused: isPaused }) => isPaused).map(({ name }) => name);
  // Of queues without names, those that are left are polled. Prefect calls a paused one polled as well.
  const isHindered = expected.workQueues.length > 0 ? paused.length > 0 : paused.length === wanted.length;
  if (isHindered && paused.length > 0) {
    return { ...check, outcome: "failed", evidence: `Queue ${quoted(paused)} is paused.` };
  }
  if (registeredSince === undefined || registered.length < expected.count) {
    return { ...check, outcome: "unknown", evidence: "No poll counts before all workers are registered." };
  }
  const created = registered.map(({ record }) => record?.created.getTime() ?? Infinity);
  // A server tells its time in whole seconds, and a poll's to the microsecond.
  const changed = expected.isDisturbed ? (beganByPrefect?.getTime() ?? Infinity) + 1000 : -Infinity;
  const since = Math.max(...created, changed);
  const event = since === changed ? "the apply ended" : "the last worker registered";
  const freshMs = 1000 * Math.max(FRESH_SECONDS, MISSED_POLLS * expected.pollSeconds);
  const isPolled = ({ last_polled: at }: WorkQueue) =>
    at instanceof Date &&
    at.getTime() >= since &&
    queues.value.serverTime.getTime() - at.getTime() <= freshMs;
  // A worker without names polls all queues at once, also those that were made after its last poll.
  const isAllPolled = expected.workQueues.length === 0 ? wanted.some(isPolled) : wanted.every(isPolled);
  if (isAllPolled) {
    const times = wanted.filter(isPolled).map(({ name, last_polled: at }) => `"${name}" ${timeText(at)}`);
    return {
      ...check,
      outcome: "passed",
      evidence: `Polled since ${event} (${timeText(new Date(since))}): ${times.slice(0, 5).join(", ")}.`,
    };
  }
  const unpolled = wanted.filter((queue) => !isPolled(queue));
  const facts = `Queue ${quoted(unpolled.map(({ name }) => name))} was not polled since ${event}`;
  // One that was polled, and is not any more, may be polled again: its worker may have fallen silent for a while.
  const isGivenUp = ({ last_polled: at }: WorkQueue) =>
    !(at instanceof Date && at.getTime() >= since) ||
    queues.value.serverTime.getTime() - at.getTime() >= freshMs + 1000 * patience;
  const isIdle = expected.workQueues.length === 0 ? unpolled.every(isGivenUp) : unpolled.some(isGivenUp);
  return waited >= patience && isIdle
    ? {
        ...check,
        outcome: "failed",
        evidence: `${facts} ${Math.round(waited)} s ago: it is ONLINE and idle.`,
      }
    : { ...check, outcome: "unknown", evidence: `${facts}.` };
}

function wantedQueues({ workQueues }: Expectation, records: readonly WorkQueue[]) {
  if (workQueues.length === 0) return { wanted: records, missing: [] };
  const wanted = records.filter(({ name }) => workQueues.includes(name));
  return { wanted, missing: workQueues.filter((name) => !wanted.some((queue) => queue.name === name)) };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** `12:00:05.250Z`, by the server's clock */
function timeText(at: Date | null | undefined): string {
  return at?.toISOString().slice(11) ?? "never";
}
