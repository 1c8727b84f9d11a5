import type { Diagnosis } from "../proof/verdict.ts";
import { sentence } from "./row.ts";
import { NO_SYMPTOMS, type Symptoms } from "./symptoms.ts";
import { type CauseId, DIAGNOSES } from "./table.ts";

/** At most this many causes are told; more would bury the first. */
const CAUSES = 3;

/**
 * The causes that the symptoms speak for, most certain first, at most three: what a check of the proof found, then
 * what the tasks say, then what their service says. A cause that only says what happened is told when none says
 * why. What no row of the table explains is called unknown, with what was seen; nothing is guessed.
 */
export function diagnose(seen: Partial<Symptoms>): Diagnosis[] {
  const symptoms = { ...NO_SYMPTOMS, ...seen };
  // A check that failed is so now; a line of the log may be of a trouble that has passed.
  const proven = findings({ ...NO_SYMPTOMS, checks: symptoms.checks });
  // What the service says of its tasks may have mended itself since; what the tasks say has not.
  const direct = findings({ ...symptoms, events: [] });
  const announced = findings({ ...NO_SYMPTOMS, events: symptoms.events });
  const reasons = withoutRepetition([...proven, ...direct, ...announced].filter(tellsWhy)).slice(0, CAUSES);
  const told = reasons.length > 0 ? reasons : [...direct, ...announced].slice(0, 1);
  return told.length > 0 ? told.map(diagnosis) : [unknown(symptoms)];
}

/** Cause and remedy of a row as two sentences, with the names that the evidence holds. */
export function explained(id: CauseId, evidence: string): string {
  const row = DIAGNOSES.find((candidate) => candidate.id === id);
  if (row === undefined) return evidence;
  return `${sentence(row.cause, row, evidence)} ${sentence(row.remedy, row, evidence)}`;
}

interface Finding {
  readonly row: (typeof DIAGNOSES)[number];
  readonly evidence: string;
}

function findings(symptoms: Symptoms): Finding[] {
  return DIAGNOSES.flatMap((row) => {
    const evidence = row.evidence(symptoms);
    return evidence === undefined ? [] : [{ row, evidence }];
  });
}

function tellsWhy({ row }: Finding): boolean {
  return row.isLastResort !== true;
}

/** A cause is told once, and one text speaks for one cause, the narrowest: the rows are in that order. */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ row, evidence }, index) =>
      findings.findIndex((other) => other.row === row || other.evidence === evidence) === index,
  );
}

function diagnosis({ row, evidence }: Finding): Diagnosis {
  return {
    id: row.id,
    cause: sentence(row.cause, row, evidence),
    remedy: sentence(row.remedy, row, evidence),
    evidence,
    reference: row.reference,
  };
}

function unknown({ stoppedReasons, events, checks, log, request }: Symptoms): Diagnosis {
  return {
    id: "unknown",
    cause: "No known cause explains what was seen.",
    remedy: "Read the log below and the service's events in the ECS console.",
    evidence:
      stoppedReasons.find(Boolean) ??
      log.at(-1) ??
      request?.detail ??
      checks[0]?.evidence ??
      events[0] ??
      "The task left neither a reason nor a log.",
  };
}
