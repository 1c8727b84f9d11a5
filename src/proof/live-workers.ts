import { SILENT_SECONDS } from "./hearing.ts";
import type { Expectation, Listed, Observation, RevisionedService, RevisionedTask } from "./observation.ts";
import type { Worker } from "../prefect/work-pool.ts";
import { registration } from "./registration.ts";
import type { Gap } from "./verdict.ts";

/**
 * Running tasks of any revision whose worker is ONLINE with a fresh heartbeat. Both are needed: Prefect shows a
 * worker ONLINE for up to 105 s after its end, and to ECS a worker that Prefect does not know runs well.
 */
export function liveTasks(
  expected: Expectation,
  service: RevisionedService,
  workers: Listed<Worker>,
): RevisionedTask[] {
  return service.tasks
    .filter(({ lastStatus }) => lastStatus === "RUNNING")
    .filter((task) => {
      const { problem } = registration({ ...expected, workerName: task.workerName }, task, workers);
      return problem === undefined;
    });
}

/** Whether any worker of the deployment was live at a moment; nothing while a side did not say. */
export function isAnyLive(
  expected: Expectation,
  { atSeconds, service, workers }: Observation,
): boolean | undefined {
  if (service === undefined || workers === undefined) return undefined;
  if (atSeconds - Math.min(service.atSeconds, workers.atSeconds) > SILENT_SECONDS) return undefined;
  return liveTasks(expected, service.value, workers.value).length > 0;
}

/** Adds up for how long no worker was live, from one look to the next. */
export class GapWatch {
  readonly #began: number;
  #last: { readonly atSeconds: number; readonly isLive: boolean | undefined };
  #seconds = 0;
  #unknownSeconds = 0;

  /** @param atSeconds when the watch begins, by a monotonic clock */
  constructor(atSeconds: number) {
    this.#began = atSeconds;
    this.#last = { atSeconds, isLive: undefined };
  }

  look(atSeconds: number, isLive: boolean | undefined): void {
    const passed = atSeconds - this.#last.atSeconds;
    if (isLive === undefined || this.#last.isLive === undefined) this.#unknownSeconds += passed;
    // Between a live and a silent look it ended, or began, nobody knows when.
    else if (!isLive && !this.#last.isLive) this.#seconds += passed;
    this.#last = { atSeconds, isLive };
  }

  get gap(): Gap {
    return {
      seconds: this.#seconds,
      unknownSeconds: this.#unknownSeconds,
      watchedSeconds: this.#last.atSeconds - this.#began,
    };
  }
}
