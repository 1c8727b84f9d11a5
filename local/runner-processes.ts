import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface CancelWaits {
  /** From SIGINT to SIGTERM. */
  readonly sigtermAfterMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly killAfterMs: number;
}

/** As in the runner's ProcessInvoker. */
export const runnersCancelWaits: CancelWaits = { sigtermAfterMs: 7_500, killAfterMs: 2_500 };

export interface RunProcess {
  readonly pid: number;
  readonly command: string;
}

/** Ends a step as a cancelled job does on Linux. All three signals reach the entry process alone, not its children. */
export async function cancelProcess(
  child: ChildProcess,
  exited: Promise<unknown>,
  { sigtermAfterMs, killAfterMs }: CancelWaits,
): Promise<void> {
  child.kill("SIGINT");
  if (await settlesWithin(exited, sigtermAfterMs)) return;
  child.kill("SIGTERM");
  if (await settlesWithin(exited, killAfterMs)) return;
  child.kill("SIGKILL");
}

/**
 * The processes of a run, by the environment variable with which a runner finds them when a job ends, or by
 * their session: a child that was given an environment of its own has only the latter.
 */
export function processesWith(trackingId: string, sessionIds: readonly number[]): RunProcess[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const [state, , , session] = statusFields(pid);
      const isOfRun =
        sessionIds.includes(Number(session)) ||
        readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`RUNNER_TRACKING_ID=${trackingId}`);
      if (!isOfRun || state === "Z") return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
      return [{ pid: Number(pid), command }];
    } catch {
      return []; // It ended meanwhile, or belongs to somebody else.
    }
  });
}

export function killProcesses(processes: readonly RunProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** Whether the promise settles within that time. */
export async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const settled = new AbortController();
  const waited = sleep(milliseconds, false, { signal: settled.signal }).catch(() => true);
  void promise.finally(() => {
    settled.abort();
  });
  return await waited;
}

/** State, parent, group and session: what follows the name in `/proc/<pid>/stat`, which may hold spaces. */
function statusFields(pid: string): string[] {
  const status = readFileSync(`/proc/${pid}/stat`, "utf8");
  return status.slice(status.lastIndexOf(")") + 2).split(" ");
}
