import type { Check, CheckId, Verdict } from "../proof/verdict.ts";

/** The rung at which a proof broke: the first that failed, or else that was open when the time was up. */
export function brokenRung({ checks }: Verdict): Check | undefined {
  const first = (wanted: Check["outcome"]) => checks.find(({ outcome }) => outcome === wanted);
  return first("failed") ?? first("unknown");
}

/**
 * What it means that a rung broke, as a clause without a full stop.
 * @param workers "the workers of revision `3f2a91c0`"
 * @param workPool "work pool `etl`"
 */
export function brokenText(id: CheckId | undefined, workers: string, workPool: string): string {
  const text = id === undefined ? `${workers} were not proven in time` : TEXTS[id](workers, workPool);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TEXTS: Readonly<Record<CheckId, (workers: string, workPool: string) => string>> = {
  prefect: (workers) => `Prefect did not answer as ${workers} need it`,
  "work-pool": (workers, workPool) => `${workPool} is not fit for ${workers}`,
  "ecs-deployment": (workers) => `ECS did not get ${workers} to run`,
  worker: (workers, workPool) => `${workers} did not register with ${workPool}`,
  queues: (workers, workPool) => `${workers} get nothing from the queues of ${workPool}`,
  observer: (workers) => `${workers} do not hear of crashed flow runs`,
  smoke: (_, workPool) => `a flow run did not go through in ${workPool}`,
};
