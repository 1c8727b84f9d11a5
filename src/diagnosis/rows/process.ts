import { ecsSays, either, type Evidence, workerSays } from "../evidence.ts";
import { REFERENCES } from "../references.ts";
import type { Row } from "../row.ts";

const names = {
  option: /(?:Unknown|No such) option:? ["']?(--?[\w-]+)/,
  module: /(?:No module named|cannot import name) '([^']+)'/,
  file: /exec:? "([^"]+)"/,
};

/** The launcher's last act is to become prefect, and Python does not say which file it did not find. */
const launcherFails: Evidence = ({ log }) =>
  log.some((line) => /os\.execvp\(command\[0\], command\)|in _?execvpe?$/.test(line))
    ? log.findLast((line) => line.startsWith("FileNotFoundError:"))
    : undefined;

/** Why the worker's own process ended: what ECS says for certain, then what it wrote. */
export const PROCESS_ROWS = [
  {
    id: "out-of-memory",
    evidence: ecsSays(/OutOfMemory|killed due to memory usage/i),
    cause: "The worker was killed because it used more memory than its task has.",
    remedy: "Raise worker.memory.",
    reference: REFERENCES.outOfMemory,
  },
  {
    id: "command-not-found",
    evidence: either(
      ecsSays(/executable file not found in \$PATH|exec: "[^"]+": (stat|no such file)/i),
      workerSays(/No such file or directory: 'prefect'|not found in \$PATH|prefect: (command )?not found/),
      launcherFails,
      ({ exitCodes }) => (exitCodes.includes(127) ? "exit code 127" : undefined),
    ),
    names,
    cause: "The image lacks the command that starts the worker ({file|python or prefect}).",
    remedy:
      "Use an image with Python, prefect and prefect-aws, such as prefecthq/prefect-aws, in worker.image.",
    reference: REFERENCES.cannotStart,
  },
  {
    id: "command-not-executable",
    evidence: either(
      ecsSays(/exec: "[^"]+": permission denied|CannotStartContainerError.*permission denied/is),
      ({ exitCodes }) => (exitCodes.includes(126) ? "exit code 126" : undefined),
    ),
    names,
    cause: "The container's user may not execute the command that starts the worker.",
    remedy:
      "Set worker.user to one that may, or make the file executable in the image that worker.image names.",
    reference: REFERENCES.cannotStart,
  },
  {
    id: "worker-type-unknown",
    evidence: workerSays(
      /Could not find a package for worker type|ensure you have the necessary dependencies installed|Could not find the Prefect integration library/i,
    ),
    cause: "The image lacks prefect-aws, which brings the ECS worker.",
    remedy: "Use an image with prefect-aws, such as prefecthq/prefect-aws, in worker.image.",
    reference: REFERENCES.workerCommand,
  },
  {
    id: "prefect-aws-too-old",
    evidence: workerSays(/prefect-aws [\w.]+ is too old/),
    names: { version: /prefect-aws ([\w.]+) is too old/ },
    cause:
      "The image has prefect-aws {version|of a version} that would show Prefect's credential in the task of each flow run.",
    remedy: "Use an image with prefect-aws 0.5.13 or later, such as prefecthq/prefect-aws, in worker.image.",
    reference: REFERENCES.ecsWorker,
  },
  {
    id: "option-unknown",
    evidence: workerSays(/(Unknown|No such) option:? ["']?--?\w/),
    names,
    cause:
      "The image's prefect does not know the option {option|that the worker is started with}: it is older than the action expects.",
    remedy: "Use an image with a newer prefect, such as prefecthq/prefect-aws, in worker.image.",
    reference: REFERENCES.workerCommand,
  },
  {
    id: "setting-invalid",
    evidence: workerSays(/validation errors? for \w*Settings/),
    names: { group: /for (\w*Settings)/ },
    cause: "A setting of Prefect has a value that it does not understand (in {group|its settings}).",
    remedy:
      "Correct the PREFECT_ variable in worker.env or worker.secrets that the last lines of the log name.",
    reference: REFERENCES.settings,
  },
  {
    id: "module-not-found",
    evidence: workerSays(/ModuleNotFoundError|ImportError/),
    names,
    cause: "Python cannot import {module|a module} in the image.",
    remedy: "Install it, in a version that fits, in the image that worker.image names.",
    reference: "https://docs.python.org/3/library/exceptions.html#ModuleNotFoundError",
  },
  {
    id: "worker-stuck",
    evidence: workerSays(/Worker has not polled in the last [\d.]+ seconds/),
    cause: "The worker lost Prefect's API after it had started, and its health check failed for that.",
    remedy:
      "Look whether Prefect answers all the time; on a connection that comes and goes, raise PREFECT_API_REQUEST_TIMEOUT in worker.env.",
    reference: REFERENCES.workerSource,
  },
  {
    id: "health-check-failing",
    evidence: ecsSays(/failed container health checks/i),
    cause: "The worker's health check failed, so that ECS stopped its task.",
    remedy:
      "Read its log for what kept it from answering on /health; a starved one needs more worker.cpu or worker.memory.",
    reference: REFERENCES.healthCheck,
    isLastResort: true,
  },
] as const satisfies readonly Row[];

/** What a bare exit code tells, which is little. */
export const EXIT_CODE_ROWS = [
  {
    id: "killed",
    evidence: ({ exitCodes }) => (exitCodes.includes(137) ? "exit code 137" : undefined),
    cause:
      "The worker was killed with SIGKILL. ECS does not say why: mostly memory ran out, else somebody or the host killed it.",
    remedy:
      "Raise worker.memory if the task's memory was near its limit (alarms.dashboard: true shows it); otherwise run again.",
    reference: REFERENCES.outOfMemory,
    isLastResort: true,
  },
  {
    id: "crashed",
    evidence: ({ exitCodes }) => {
      const code = exitCodes.find(
        (value) => value === 139 || value === 134 || value === 132 || value === 135,
      );
      return code === undefined ? undefined : `exit code ${code}`;
    },
    cause: "The worker's process crashed in native code (a signal ended it, as its exit code tells).",
    remedy:
      "Try the image that worker.image names on the same worker.architecture: docker run it, and rebuild or replace what crashes.",
    reference: REFERENCES.stopCodes,
    isLastResort: true,
  },
  {
    id: "worker-exited",
    evidence: ({ exitCodes }) => {
      const code = exitCodes.find((value) => value !== 0) ?? exitCodes[0];
      return code === undefined ? undefined : `exit code ${code}`;
    },
    cause: "The worker's command ended by itself.",
    remedy: "Read the last lines of its log below; what they name comes from worker.image or worker.env.",
    reference: REFERENCES.stopCodes,
    isLastResort: true,
  },
] as const satisfies readonly Row[];
