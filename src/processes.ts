/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  // Signal 0 asks whether the process is there, and sends nothing.
  return signal(pid, 0);
}

/** Asks a process to end gracefully; one that has ended needs no asking. */
export function interruptProcess(pid: number): void {
  signal(pid, "SIGINT");
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
