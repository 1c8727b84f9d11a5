import type { Check } from "../proof/verdict.ts";

/** What was seen of a revision that failed, wherever it shows. */
export interface Symptoms {
  /** ECS's reasons for stopped tasks and their containers, newest first; may hold empty strings. */
  readonly stoppedReasons: readonly string[];
  /** ECS's codes of the same tasks: `TaskFailedToStart`, `EssentialContainerExited`, `SpotInterruption`. */
  readonly stopCodes: readonly string[];
  /** Of containers that exited by themselves; one that ECS stopped tells nothing. */
  readonly exitCodes: readonly number[];
  /** The service's events since the deployment began, newest first. */
  readonly events: readonly string[];
  /** What ECS says of the deployment's rollout. */
  readonly rolloutStateReason: string;
  /** Last lines of the newest task's log, oldest first. */
  readonly log: readonly string[];
  /** Checks of the proof that failed, or that were open when its time was up. */
  readonly checks: readonly Check[];
  /** A request of our own that Prefect refused, or that did not reach it: then without a status. */
  readonly request?: { readonly status: number | undefined; readonly detail: string };
  /** The smoke run, when there was one: its states in order ("Crashed: …") and its log lines. */
  readonly flowRun?: { readonly states: readonly string[]; readonly logs: readonly string[] };
}

export const NO_SYMPTOMS: Symptoms = {
  stoppedReasons: [],
  stopCodes: [],
  exitCodes: [],
  events: [],
  rolloutStateReason: "",
  log: [],
  checks: [],
};
