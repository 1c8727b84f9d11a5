/** What was seen of a revision's tasks. */
export interface Symptoms {
  /** ECS's reasons for stopped tasks and their containers, newest first; may hold empty strings. */
  readonly stoppedReasons: readonly string[];
  readonly exitCodes: readonly number[];
  /** Last lines of the newest task's log, oldest first. */
  readonly log: readonly string[];
}

interface Row {
  readonly id: string;
  /** The text that speaks for this row, or nothing. */
  readonly evidence: (symptoms: Symptoms) => string | undefined;
  readonly cause: string;
  readonly remedy: string;
}

const IMAGE_NOT_FOUND = /CannotPull\w*Error.*(not found|manifest unknown|does not exist)/is;

/**
 * Symptom to cause and remedy, most certain first: what ECS says of a task that never started, then what
 * the worker wrote, then bare exit codes. The messages are those of ECS's "Stopped tasks error messages"
 * and of Prefect 3's worker.
 */
export const DIAGNOSES: readonly Row[] = [
  {
    id: "image-not-found",
    evidence: ({ stoppedReasons }) => stoppedReasons.find((text) => IMAGE_NOT_FOUND.test(text)),
    cause: "The container image does not exist in its registry.",
    remedy: "Check the name and the tag in worker.image.",
  },
  {
    id: "image-not-pulled",
    evidence: ({ stoppedReasons }) =>
      stoppedReasons.find((text) => /CannotPull\w*Error/.test(text) && !IMAGE_NOT_FOUND.test(text)),
    cause: "The container image could not be pulled.",
    remedy:
      "Check that the subnets reach the registry (NAT or endpoints) and that it admits the execution role.",
  },
  {
    id: "secret-not-read",
    evidence: ({ stoppedReasons }) =>
      stoppedReasons.find((text) => /ResourceInitializationError.*secret/is.test(text)),
    cause: "ECS could not read the secret that holds Prefect's credential.",
    remedy:
      "Check the ARN under prefect in the configuration, and that the secret is in this region and account.",
  },
  {
    id: "prefect-unauthorized",
    evidence: ({ log }) =>
      log.find((line) => /401 Unauthorized|Invalid (API key|authentication)/i.test(line)),
    cause: "Prefect refuses the worker's credential.",
    remedy: "Check prefect-api-key or prefect-auth-string, or the secret that holds it for the worker.",
  },
  {
    id: "prefect-forbidden",
    evidence: ({ log }) => log.find((line) => /403 Forbidden/i.test(line)),
    cause: "Prefect's credential is valid but may not run a worker.",
    remedy: "Give the key's account the role Worker in this workspace.",
  },
  {
    id: "prefect-unreachable",
    evidence: ({ log }) =>
      log.find((line) =>
        /Unable to reach the Prefect API|All connection attempts failed|ConnectError/.test(line),
      ),
    cause: "The worker's task does not reach Prefect's API.",
    remedy:
      "Check prefect.api_url or prefect-api-url as seen from the task: DNS, route (NAT or public address), and the server's firewall.",
  },
  {
    id: "work-pool-missing",
    evidence: ({ log }) => log.find((line) => /Work pool .* (not found|does not exist)/i.test(line)),
    cause: "The work pool was removed while the worker started.",
    remedy: "Run the action again: it makes the pool when work_pool.create is true.",
  },
  {
    id: "command-not-found",
    evidence: ({ exitCodes, log }) =>
      exitCodes.includes(127)
        ? "exit code 127"
        : log.find((line) => /No such file or directory: 'prefect'|not found in \$PATH/.test(line)),
    cause: "The image has no prefect command.",
    remedy: "Use an image with prefect and prefect-aws, such as prefecthq/prefect-aws, in worker.image.",
  },
  {
    id: "module-not-found",
    evidence: ({ log }) => log.find((line) => /ModuleNotFoundError|ImportError/.test(line)),
    cause: "A Python module is missing in the image.",
    remedy: "Install it in the image that worker.image names.",
  },
  {
    id: "worker-type-unknown",
    evidence: ({ log }) =>
      log.find((line) => /Could not find a(ny)? .*worker type|install .*prefect-aws/i.test(line)),
    cause: "The image lacks prefect-aws, which brings the ECS worker.",
    remedy: "Use an image with prefect-aws, such as prefecthq/prefect-aws, in worker.image.",
  },
  {
    id: "out-of-memory",
    evidence: ({ stoppedReasons, exitCodes }) =>
      stoppedReasons.find((text) => text.includes("OutOfMemory")) ??
      (exitCodes.includes(137) ? "exit code 137" : undefined),
    cause: "The worker was killed, most likely because it ran out of memory.",
    remedy: "Raise worker.memory.",
  },
  {
    id: "worker-exited",
    evidence: ({ exitCodes }) => {
      const code = exitCodes.find((value) => value !== 0) ?? exitCodes[0];
      return code === undefined ? undefined : `exit code ${code}`;
    },
    cause: "The worker's command ended by itself.",
    remedy: "Read the last lines of its log below.",
  },
];
