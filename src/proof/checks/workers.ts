import { secondsSince } from "../hearing.ts";
import type { Expectation, Observation } from "../observation.ts";
import type { Memory } from "../memory.ts";
import type { Registration } from "../registration.ts";
import type { Check } from "../verdict.ts";

/** Each wanted task's worker is ONLINE with a fresh heartbeat. */
export function workerCheck(
  expected: Expectation,
  seen: Observation,
  registrations: readonly Registration[],
  { waitingSince, heard }: Memory,
): Check {
  const check = { id: "worker", title: "Workers of this revision are registered" } as const;
  const registered = registrations.filter(({ problem }) => problem === undefined);
  const facts = `${registered.length} of ${expected.count} ONLINE with a fresh heartbeat`;
  const leaving = leavingText(expected, seen);
  if (registered.length >= expected.count) {
    return { ...check, outcome: "passed", evidence: `${facts}, one for each task${leaving}.` };
  }
  const late = registrations
    .map((one) => ({
      ...one,
      seconds: secondsSince(waitingSince.get(one.task), heard.service, heard.workers),
    }))
    .find(({ problem, seconds }) => problem !== undefined && seconds >= expected.registrationTimeoutSeconds);
  if (late !== undefined) {
    const { task, seconds, record } = late;
    const nameless = record === undefined ? namelessWorker(expected, seen) : undefined;
    const problem =
      nameless === undefined
        ? late.problem
        : `is not known by its id: "${nameless}" bears another, as ECS's metadata endpoint did not tell it its task`;
    return {
      ...check,
      outcome: "failed",
      evidence: `Task ${task} has been RUNNING for ${Math.round(seconds)} s, yet its worker ${problem}.`,
    };
  }
  return { ...check, outcome: "unknown", evidence: `${facts}${leaving}.` };
}

/** An ONLINE worker of the revision that did not learn its task's id: the launcher gave it eight hex digits instead. */
function namelessWorker({ workerName }: Expectation, { workers }: Observation): string | undefined {
  return workers?.value.records.find(
    ({ name, status }) =>
      status === "ONLINE" &&
      name.startsWith(`${workerName}-`) &&
      /^[0-9a-f]{8}$/.test(name.slice(workerName.length + 1)),
  )?.name;
}

/** Workers of other revisions are no hindrance: they leave when the rollout is done. */
function leavingText({ workerName }: Expectation, { service }: Observation): string {
  const others = (service?.value.tasks ?? []).filter(
    (task) => task.lastStatus === "RUNNING" && task.workerName !== workerName,
  );
  const names = [...new Set(others.map((task) => task.workerName))].join(", ");
  return others.length === 0 ? "" : `; ${others.length} of ${names} still to leave`;
}
