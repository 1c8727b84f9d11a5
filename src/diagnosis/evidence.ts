import type { CheckId } from "../proof/verdict.ts";
import type { Symptoms } from "./symptoms.ts";

/** The text that speaks for a cause, or nothing. */
export type Evidence = (symptoms: Symptoms) => string | undefined;

/** What ECS says of a stopped task, or of one that its service could not start. */
export function ecsSays(pattern: RegExp): Evidence {
  return ({ stoppedReasons, events, rolloutStateReason }) =>
    [...stoppedReasons, ...events, rolloutStateReason].find((text) => pattern.test(text));
}

/** What the worker wrote. */
export function workerSays(pattern: RegExp): Evidence {
  return ({ log }) => lineThatSays(log, pattern);
}

/** What the smoke run's states or logs say. */
export function flowRunSays(pattern: RegExp): Evidence {
  return ({ flowRun }) => lineThatSays([...(flowRun?.states ?? []), ...(flowRun?.logs ?? [])], pattern);
}

/** What a check of the proof found, for certain unless an open one is asked for. */
export function checkSays(id: CheckId, pattern: RegExp, wanted: "failed" | "unknown" = "failed"): Evidence {
  return ({ checks }) =>
    checks.find((check) => check.id === id && check.outcome === wanted && pattern.test(check.evidence))
      ?.evidence;
}

/** What Prefect answered to a request of our own. */
export function prefectRefuses(status: number, detail = /(?:)/): Evidence {
  return ({ request }) =>
    request?.status === status && detail.test(request.detail) ? `${status} ${request.detail}` : undefined;
}

/** Why a request of our own did not reach Prefect. */
export function requestFails(pattern: RegExp): Evidence {
  return ({ request }) =>
    request !== undefined && request.status === undefined && pattern.test(request.detail)
      ? request.detail
      : undefined;
}

/** The first of several. */
export function either(...evidences: readonly Evidence[]): Evidence {
  return (symptoms) => {
    for (const evidence of evidences) {
      const seen = evidence(symptoms);
      if (seen !== undefined) return seen;
    }
    return undefined;
  };
}

/** A single line, or two that a console of 80 columns made of one. */
function lineThatSays(lines: readonly string[], pattern: RegExp): string | undefined {
  return (
    lines.find((line) => pattern.test(line)) ??
    lines
      .map((line, index) => `${line.trimEnd()} ${lines[index + 1]?.trimStart() ?? ""}`)
      .find((both) => pattern.test(both))
  );
}
