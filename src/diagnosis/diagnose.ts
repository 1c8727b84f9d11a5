import type { Diagnosis } from "../proof/verdict.ts";
import { DIAGNOSES, type Symptoms } from "./table.ts";

/** At most this many causes are told; more would bury the first. */
const CAUSES = 3;

/**
 * The causes that the symptoms speak for, most certain first, at most three. What no row of the table
 * explains is called unknown, with what was seen; nothing is guessed.
 */
export function diagnose(symptoms: Symptoms): Diagnosis[] {
  const causes = DIAGNOSES.flatMap(({ id, evidence, cause, remedy }) => {
    const seen = evidence(symptoms);
    return seen === undefined ? [] : [{ id, cause, remedy, evidence: seen }];
  }).slice(0, CAUSES);
  return causes.length > 0 ? causes : [unknown(symptoms)];
}

function unknown({ stoppedReasons, log }: Symptoms): Diagnosis {
  return {
    id: "unknown",
    cause: "No known cause explains what was seen.",
    remedy: "Read the log below and the service's events in the ECS console.",
    evidence: stoppedReasons.find(Boolean) ?? log.at(-1) ?? "The task left neither a reason nor a log.",
  };
}
