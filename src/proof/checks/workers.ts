import type { Expectation, Observation } from "../observation.ts";
import type { Memory } from "../memory.ts";
import type { Registration } from "../registration.ts";
import type { Check } from "../verdict.ts";

/** Each wanted task's worker is ONLINE with a fresh heartbeat. */
export function workerCheck(
  expected: Expectation,
  seen: Observation,
  registrations: readonly Registration[],
  { waitingSince }: Memory,
): Check {
  const check = { id: "worker", title: "Workers of this revision are registered" } as const;
  const registered = registrations.filter(({ problem }) => problem === undefined);
  const facts = `${registered.length} of ${expected.count} ONLINE with a fresh heartbeat`;
  const leaving = leavingText(expected, seen);
  if (registered.length >= expected.count) {
    return { ...check, outcome: "passed", evidence: `${facts}, one for each task${leaving}.` };
  }
  const late = registrations
    .map((one) => ({ ...one, seconds: secondsBothSeen(seen, waitingSince.get(one.task)) }))
    .find(({ problem, seconds }) => problem !== undefined && seconds >= expected.registrationTimeoutSeconds);
  if (late !== undefined) {
    const { task, seconds, problem } = late;
    return {
      ...check,
      outcome: "failed",
      evidence: `Task ${task} has been RUNNING for ${Math.round(seconds)} s, yet its worker ${problem}.`,
    };
  }
  return { ...check, outcome: "unknown", evidence: `${facts}${leaving}.` };
}

/** How long the task has been running when both sides were seen last: a side that was not heard is no proof. */
function secondsBothSeen({ service, workers }: Observation, since: number | undefined): number {
  if (since === undefined || service === undefined || workers === undefined) return 0;
  return Math.min(service.atSeconds, workers.atSeconds) - since;
}

/** Workers of other revisions are no hindrance: they leave when the rollout is done. */
function leavingText({ workerName }: Expectation, { service }: Observation): string {
  const others = (service?.value.tasks ?? []).filter(
    (task) => task.lastStatus === "RUNNING" && task.workerName !== workerName,
  );
  const names = [...new Set(others.map((task) => task.workerName))].join(", ");
  return others.length === 0 ? "" : `; ${others.length} of ${names} still to leave`;
}
