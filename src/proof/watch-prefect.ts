import { type PrefectClient } from "../prefect/client.ts";
import { LIMIT } from "../prefect/filter.ts";
import { readServerVersion } from "../prefect/server-version.ts";
import { listWorkers, readWorkPool } from "../prefect/work-pool.ts";
import { listWorkQueues } from "../prefect/work-queues.ts";
import type { Judgement } from "./judge.ts";
import type { Expectation, Observation } from "./observation.ts";
import type { CheckId } from "./verdict.ts";

/** Of what Prefect is asked, in the order in which it is asked first. */
const QUESTIONS = ["workers", "queues", "pool", "server"] as const;
export type Question = (typeof QUESTIONS)[number];

/** What a person may change meanwhile is asked again after so long. */
const OVERDUE_SECONDS = 15;

/**
 * What to ask Prefect next. While workers are missing, mostly for them; what hangs on their registration is
 * asked at once when it has come.
 */
export function nextQuestion(
  seen: Observation,
  judgement: Judgement,
): { question: Question; isUrgent: boolean } {
  const unasked = QUESTIONS.find((question) => seen[question] === undefined);
  if (unasked !== undefined) return { question: unasked, isUrgent: true };
  const isOpen = (id: CheckId) =>
    judgement.checks.some((check) => check.id === id && check.outcome === "unknown");
  const at = (question: Question) => seen[question]?.atSeconds ?? 0;
  const open = (["queues", "pool"] as const).filter((question) => isOpen(CHECKS[question]));
  const { registeredSince } = judgement.memory;
  if (registeredSince !== undefined) {
    const behind = open.find((question) => at(question) < registeredSince);
    if (behind !== undefined) return { question: behind, isUrgent: true };
  }
  const overdue = (["pool", "queues"] as const).find(
    (question) => seen.atSeconds - at(question) >= OVERDUE_SECONDS,
  );
  if (overdue !== undefined) return { question: overdue, isUrgent: false };
  const turns: readonly Question[] = registeredSince === undefined ? ["workers"] : ["workers", ...open];
  const question = turns.toSorted((a, b) => at(a) - at(b))[0] ?? "workers";
  return { question, isUrgent: false };
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
