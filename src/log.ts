import * as core from "@actions/core";

/** Where a run writes for the person who watches it. */
export interface Log {
  info(line: string): void;
  notice(line: string): void;
  warning(line: string): void;
  /** Folds what is written until `work` ends under one title. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** The same log, which writes every line as `redact` leaves it. */
export function redactedLog(log: Log, redact: (text: string) => string): Log {
  return {
    info: (line) => {
      log.info(redact(line));
    },
    notice: (line) => {
      log.notice(redact(line));
    },
    warning: (line) => {
      log.warning(redact(line));
    },
    group: (title, work) => log.group(title, work),
  };
}

/** GitHub's log: notices and warnings become annotations, groups can be folded. */
export const githubLog: Log = {
  info: (line) => {
    core.info(line);
  },
  notice: (line) => {
    core.notice(line);
  },
  warning: (line) => {
    core.warning(line);
  },
  group: (title, work) => core.group(title, work),
};
