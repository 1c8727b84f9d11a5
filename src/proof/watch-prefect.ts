import { type PrefectClient } from "../prefect/client.ts";
import { LIMIT } from "../prefect/filter.ts";
import { readServerVersion } from "../prefect/server-version.ts";
import { listWorkers, readWorkPool } from "../prefect/work-pool.ts";
import { listWorkQueues } from "../prefect/work-queues.ts";
import type { Judgement } from "./judge.ts";
import type { Expectation, Observation } from "./observation.ts";
import type { CheckId } from "./verdict.ts";

/** What Prefect can be asked about. The first time, it is asked in this order. */
const QUESTIONS = ["workers", "queues", "pool", "server"] as const;
export type Question = (typeof QUESTIONS)[number];

/** Pool and queues, which a person may change meanwhile, are asked about again after so long. */
const OVERDUE_SECONDS = 15;
/** Registered workers whose polls are waited for, after so long: ECS tells sooner of one that is gone. */
const WORKERS_SECONDS = 5;

/**
 * Rest between two requests, by what is waited for. One a second tells of a heartbeat in time; before a task runs,
 * there is none to wait for. A worker polls a moment after its first heartbeat: the requests that this takes beyond
 * one a second were saved before (`Pace`).
 */
const REST_SECONDS = { noTask: 2, heartbeat: 1, poll: 0.5 };

/**
 * What to ask Prefect next. While workers are missing, mostly for them; what hangs on their registration is
 * asked at once when it has come, and nearly alone from then on.
 */
export function nextQuestion(
  seen: Observation,
  judgement: Judgement,
): { readonly question: Question; readonly isUrgent: boolean } {
  const unasked = QUESTIONS.find((question) => seen[question] === undefined);
  if (unasked !== undefined) return { question: unasked, isUrgent: true };
  const at = (question: Question) => seen[question]?.atSeconds ?? 0;
  const isOld = (question: Question, seconds: number) => seen.atSeconds - at(question) >= seconds;
  const awaited = awaitedQuestions(judgement);
  const behind = awaited.find((question) => at(question) < (judgement.memory.registeredSince ?? 0));
  if (behind !== undefined) return { question: behind, isUrgent: true };
  const overdue = (["pool", "queues"] as const).find((question) => isOld(question, OVERDUE_SECONDS));
  if (overdue !== undefined) return { question: overdue, isUrgent: false };
  const [next = "workers"] = isOld("workers", WORKERS_SECONDS)
    ? []
    : awaited.toSorted((a, b) => at(a) - at(b));
  return { question: next, isUrgent: false };
}

/** How many seconds a question that is not urgent rests at least after the one before. */
export function questionRest(judgement: Judgement): number {
  if (awaitedQuestions(judgement).length > 0) return REST_SECONDS.poll;
  return judgement.memory.waitingSince.size > 0 ? REST_SECONDS.heartbeat : REST_SECONDS.noTask;
}

/** Once the workers are registered, those that hang on it and may yet turn out either way. */
function awaitedQuestions({ checks, memory }: Judgement): ("queues" | "pool")[] {
  if (memory.registeredSince === undefined) return [];
  const isOpen = (id: CheckId) => checks.some((check) => check.id === id && check.outcome === "unknown");
  return (["queues", "pool"] as const).filter((question) => isOpen(CHECKS[question]));
}

const CHECKS = { queues: "queues", pool: "work-pool" } as const;

type Answers = Pick<Observation, Question>;

/** Asks one question. @returns the answer, and how many requests it took */
export async function ask(
  prefect: PrefectClient,
  { workPool, workQueues }: Expectation,
  question: Question,
  atSeconds: number,
): Promise<{ readonly answer: Answers; readonly requests: number }> {
  switch (question) {
    case "server":
      return { answer: { server: { atSeconds, value: await readServerVersion(prefect) } }, requests: 1 };
    case "pool": {
      const value = (await readWorkPool(prefect, workPool)) ?? "missing";
      return { answer: { pool: { atSeconds, value } }, requests: 1 };
    }
    case "queues": {
      const { body: records, serverTime } = await listWorkQueues(prefect, workPool, workQueues);
      return { answer: { queues: { atSeconds, value: { records, serverTime } } }, requests: 1 };
    }
    case "workers": {
      const { body: records, serverTime } = await listWorkers(prefect, workPool);
      return {
        answer: { workers: { atSeconds, value: { records, serverTime } } },
        requests: Math.floor(records.length / LIMIT) + 1,
      };
    }
  }
}
