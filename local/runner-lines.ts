/** The lines of a run as they appear, for whoever waits for one. */
export interface Lines {
  readonly add: (line: string) => void;
  /** No line comes any more: who still waits, waits in vain. */
  readonly end: () => void;
  readonly waitFor: (pattern: RegExp) => Promise<string>;
}

export function createLines(onLine: (line: string) => void): Lines {
  const lines: string[] = [];
  const waiting = new Set<{
    readonly pattern: RegExp;
    readonly resolve: (line: string) => void;
    readonly reject: (error: Error) => void;
  }>();
  let hasEnded = false;
  const inVain = (pattern: RegExp): Error =>
    new Error(`No line matches ${String(pattern)}: the run has ended. Its log:\n${lines.join("\n")}`);

  return {
    add: (line) => {
      lines.push(line);
      onLine(line);
      for (const waiter of waiting) {
        if (!waiter.pattern.test(line)) continue;
        waiting.delete(waiter);
        waiter.resolve(line);
      }
    },
    end: () => {
      hasEnded = true;
      for (const { pattern, reject } of waiting) reject(inVain(pattern));
      waiting.clear();
    },
    waitFor: async (pattern) => {
      const line = lines.find((each) => pattern.test(each));
      if (line !== undefined) return line;
      if (hasEnded) throw inVain(pattern);
      return await new Promise((resolve, reject) => waiting.add({ pattern, resolve, reject }));
    },
  };
}
