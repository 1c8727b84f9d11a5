import { LATE_RUNS_MIB } from "../../../stacks/late-runs.ts";
import type { Mistake } from "./mistake.ts";

interface Memory {
  readonly worker: { readonly memory: number; readonly tmpfs_mib: number };
  readonly alarms: { readonly late_runs: boolean };
}

/** The container that counts late runs takes of the memory that the worker and its /tmp share. */
export function lateRunsMistakes({ worker, alarms }: Memory): Mistake[] {
  if (!alarms.late_runs || worker.tmpfs_mib + LATE_RUNS_MIB < worker.memory) return [];
  const message =
    `its container takes ${LATE_RUNS_MIB} MiB of worker.memory, which is ${worker.memory} MiB, and worker.tmpfs_mib ` +
    `${worker.tmpfs_mib}: nothing is left for the worker. Raise worker.memory, or lower worker.tmpfs_mib`;
  return [{ path: ["alarms", "late_runs"], input: true, message }];
}
