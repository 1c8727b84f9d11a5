import type { LogsConfig, WorkerStackConfig } from "./config.ts";
import { HEALTH_CHECK, LAUNCHER } from "./launcher.ts";
import type { Logs } from "./logs.ts";
import type { PrefectSecret } from "./secrets.ts";
import type { TaskEvents } from "./task-events.ts";
import { WORKER_CONTAINER } from "./worker-container-name.ts";
import { workerSecrets } from "./worker-secrets.ts";

/** Mounted read-write in an otherwise read-only container. */
const SCRATCH = "/tmp";

export interface WorkerContainerProps {
  readonly config: WorkerStackConfig;
  readonly logs: Logs;
  readonly secret: PrefectSecret;
  readonly taskEvents: TaskEvents;
  /** What the worker is called, up to the id of its task. */
  readonly workerName: string;
}

export type WorkerContainer = ReturnType<typeof workerContainer>;

/** The worker's container as ECS's API wants it, hardened: no root, no capability, nothing to write to. */
export function workerContainer({ config, logs, secret, taskEvents, workerName }: WorkerContainerProps) {
  return {
    name: WORKER_CONTAINER,
    image: config.worker.image,
    essential: true,
    command: ["python", "-c", LAUNCHER],
    environment: sortedByName(environment(config, taskEvents, workerName)),
    secrets: [...secret.containerSecrets, ...workerSecrets(config.worker.secrets)],
    user: config.worker.user,
    privileged: false,
    readonlyRootFilesystem: config.worker.isRootReadOnly,
    linuxParameters: {
      // ECS stores an empty `add`; without it Terraform would see a change in every plan.
      capabilities: { add: [], drop: ["ALL"] },
      tmpfs: [{ containerPath: SCRATCH, size: config.worker.tmpfsMiB }],
      // Shells leave processes behind that somebody must reap.
      ...(config.worker.isExecEnabled ? { initProcessEnabled: true } : {}),
    },
    // The proof waits for the first check, hence one every 10 s in place of ECS's 30. Nine failures make the same
    // 90 s as ECS's three, after which a worker is replaced: its health server says so once it has not polled for
    // thirty of its intervals (prefect/workers/base.py, is_worker_still_polling). Timeout and start period leave
    // Python time to load on a small share of a CPU.
    healthCheck: {
      command: ["CMD", "python", "-c", HEALTH_CHECK],
      interval: 10,
      timeout: 10,
      retries: 9,
      startPeriod: 60,
    },
    // A worker that is killed while it submits a flow run leaves the run Pending.
    stopTimeout: config.worker.stopTimeoutSeconds,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logs.groupName,
        "awslogs-region": config.region,
        "awslogs-stream-prefix": "worker",
        ...delivery(config.logs),
      },
    },
  };
}

/** Without blocking, a slow log does not stop the worker, and what exceeds the buffer is lost. */
function delivery({ mode, bufferMiB }: LogsConfig): Record<string, string> {
  return mode === "blocking" ? { mode } : { mode, "max-buffer-size": `${bufferMiB}m` };
}

/** Every name but AWS_RETRY_MODE and PREFECT_LOGGING_LEVEL is one of `RESERVED_ENV`, which the user's `worker.env` may not set. */
function environment(
  { prefect, region, worker, workPool }: WorkerStackConfig,
  taskEvents: TaskEvents,
  workerName: string,
): Record<string, string> {
  return {
    // Many flow runs at once are throttled by ECS's API; this waits instead of failing them.
    AWS_RETRY_MODE: worker.awsRetryMode,
    ...(worker.logLevel === undefined ? {} : { PREFECT_LOGGING_LEVEL: worker.logLevel }),
    ...worker.env,
    HOME: SCRATCH,
    PREFECT_API_URL: prefect.apiUrl,
    PREFECT_ECS_WORKER_NAME: workerName,
    PREFECT_ECS_WORKER_POOL: workPool.name,
    PREFECT_ECS_WORKER_QUEUES: JSON.stringify(workPool.queues),
    PREFECT_HOME: `${SCRATCH}/.prefect`,
    PREFECT_INTEGRATIONS_AWS_ECS_OBSERVER_SQS_QUEUE_NAME: taskEvents.queueName,
    PREFECT_INTEGRATIONS_AWS_ECS_OBSERVER_SQS_QUEUE_REGION: region,
  };
}

/** ECS keeps the order that it is given; a stable one keeps unchanged variables out of a plan. */
function sortedByName(variables: Record<string, string>) {
  return Object.entries(variables)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
