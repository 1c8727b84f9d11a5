import { ProofFailed } from "../../src/commands/proof.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import type { Symptoms } from "../../src/diagnosis/symptoms.ts";
import { judge, type Judgement } from "../../src/proof/judge.ts";
import { NOTHING_SEEN } from "../../src/proof/memory.ts";
import type { Expectation, Observation, RevisionedService, Seen } from "../../src/proof/observation.ts";
import type { Check, Verdict } from "../../src/proof/verdict.ts";
import type { Failure } from "../../src/report/story.ts";

/** All workers of the revision are registered. */
export function verified(): Verdict {
  const { checks, workers } = judgement("verified", [ALL_WELL]);
  return { outcome: "verified", checks, workers, causes: [], logTail: [], seconds: 48 };
}

/** The image cannot be pulled, and the circuit breaker went back to the revision before. */
export function imageNotFound(): Verdict {
  const reason =
    "CannotPullContainerError: failed to resolve ref docker.io/prefecthq/prefect:3-lates: not found";
  return {
    ...failed([IN_PROGRESS, ROLLED_BACK], { stoppedReasons: [reason], exitCodes: [], log: [] }),
    serving: {
      tried: TRIED,
      isFirst: false,
      now: [
        {
          revision: "77ab01cd",
          commit: "9c41d07be2a8f35166d90b7c4e2f18a3d5c6b7e0",
          tasks: 2,
          liveWorkers: 2,
          isPrimary: true,
        },
      ],
      isServed: true,
      polledSecondsAgo: 3.2,
      gap: { seconds: 0, unknownSeconds: 0.4, watchedSeconds: 48 },
    },
  };
}

/** Prefect refuses the credential of a first revision, whose worker exits over and over. */
export function credentialRefused(): Verdict {
  return {
    ...failed([IN_PROGRESS, EXITING], {
      stoppedReasons: [EXITED],
      exitCodes: [1],
      log: [
        "14:08:11.021 | \u001B[36mINFO\u001B[0m | prefect.worker - starting",
        "prefect.exceptions.PrefectHTTPStatusError: Client error '401 Unauthorized' for url 'https://api.prefect.cloud/api/'",
      ],
    }),
    serving: {
      tried: TRIED,
      isFirst: true,
      now: [{ ...TRIED, tasks: 0, liveWorkers: 0, isPrimary: true }],
      isServed: false,
      gap: { seconds: 30, unknownSeconds: 0, watchedSeconds: 30 },
    },
  };
}

/** The worker of a queue that does not exist is idle, and takes the place of one that was not. */
export function queueMisspelt(): Verdict {
  const evidence =
    'In the work pool "etl-production" queue "hgih" does not exist: a worker that polls it is idle.';
  const check: Check = { id: "queues", title: "The workers poll their queues", outcome: "failed", evidence };
  const { checks } = verified();
  return {
    outcome: "failed",
    checks: checks.map((one) => (one.id === "queues" ? check : one)),
    workers: [],
    causes: diagnose({ checks: [check] }),
    logTail: [],
    serving: {
      tried: TRIED,
      isFirst: false,
      now: [
        { ...TRIED, tasks: 2, liveWorkers: 2, isPrimary: true },
        { revision: "77ab01cd", tasks: 1, liveWorkers: 0, isPrimary: false },
      ],
      isServed: false,
      polledSecondsAgo: 95,
      gap: { seconds: 12.3, unknownSeconds: 20, watchedSeconds: 110 },
    },
    seconds: 110,
  };
}

/** The workers are there, and the flow run's task could not pull its image. */
export function flowRunFailed(): Verdict {
  const { checks, workers } = verified();
  const reason = "CannotPullContainerError: failed to resolve ref docker.io/acme/flows:1: not found";
  const check: Check = {
    id: "smoke",
    title: "A flow run goes through",
    outcome: "failed",
    evidence:
      `It is Crashed ("ECS task failed to start"). Scheduled 14:10:31.0, Pending 14:10:38.2, Crashed 14:10:52.7 (UTC). ` +
      `Task arn:aws:ecs:eu-west-1:123456789012:task/etl-production/0c of worker ${workers[0]}, "${reason}".`,
  };
  return {
    outcome: "failed",
    checks: [...checks, check],
    workers: [],
    causes: diagnose({
      checks: [check],
      flowRun: { states: ["Crashed: ECS task failed to start"], logs: [reason] },
    }),
    logTail: ["ECS task failed to start"],
    serving: {
      tried: TRIED,
      isFirst: false,
      now: [{ ...TRIED, tasks: 2, liveWorkers: 2, isPrimary: true }],
      isServed: true,
    },
    seconds: 71,
  };
}

/** How the action tells a failed proof. */
export function failureOf(verdict: Verdict): Failure {
  const { reason, message } = new ProofFailed(verdict);
  return { reason, message };
}

const TRIED = { revision: "3f2a91c0", commit: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3" };
const EXPECTED: Expectation = {
  workerName: "etl-production-3f2a91c0",
  count: 2,
  workPool: "etl-production",
  workQueues: [],
  pollSeconds: 10,
  imageVersion: undefined,
  eventQueue: "etl-production-task-events",
  isAutoscaled: false,
  isDisturbed: false,
  registrationTimeoutSeconds: 90,
};
const NOW = new Date("2026-11-23T14:10:00Z");
const EXITED = "Essential container in task exited";

type Deployment = RevisionedService["deployments"][number];
type Task = RevisionedService["tasks"][number];

const deployment = (changes: Partial<Deployment> = {}): Deployment => ({
  id: "ecs-svc/1",
  isPrimary: true,
  createdAt: new Date("2026-11-23T14:09:00Z"),
  rolloutState: "IN_PROGRESS",
  rolloutStateReason: "",
  taskDefinitionArn: "arn",
  desiredCount: EXPECTED.count,
  runningCount: 0,
  failedTasks: 0,
  workerName: EXPECTED.workerName,
  ...changes,
});
const task = (id: string, changes: Partial<Task> = {}): Task => ({
  id,
  taskDefinitionArn: "arn",
  lastStatus: "RUNNING",
  desiredStatus: "RUNNING",
  startedAt: new Date("2026-11-23T14:09:30Z"),
  healthStatus: "HEALTHY",
  hasHealthCheck: true,
  startedBy: "ecs-svc/1",
  stopCode: "",
  stoppedReason: "",
  stoppedAt: undefined,
  containers: [],
  workerName: EXPECTED.workerName,
  ...changes,
});

const at = <T>(atSeconds: number, value: T): Seen<T> => ({ atSeconds, value });
const IN_PROGRESS: Observation = {
  atSeconds: 0,
  server: at(0, { kind: "told", version: "3.8.8" }),
  pool: at(0, {
    id: "p",
    name: EXPECTED.workPool,
    type: "ecs",
    status: "READY",
    is_paused: false,
    base_job_template: {},
  }),
  queues: at(0, {
    records: [{ name: "default", is_paused: false, last_polled: new Date("2026-11-23T14:09:59.250Z") }],
    serverTime: NOW,
  }),
  workers: at(0, { records: [], serverTime: NOW }),
  service: at(0, { deployments: [deployment()], tasks: [] }),
  eventQueue: at(0, {
    kind: "there",
    createdAt: new Date("2026-11-23T14:08:30Z"),
    waiting: 0,
    inHand: 0,
  }),
};
const TASK_IDS = ["8d1f00c2b5a94e7d8f3361c2a0b7e415", "a04c7719e3d24b06b1f58c9d2e6f7083"];
const ALL_WELL: Observation = {
  ...IN_PROGRESS,
  workers: at(0, {
    serverTime: NOW,
    records: TASK_IDS.map((id) => ({
      name: `${EXPECTED.workerName}-${id}`,
      created: new Date(NOW.getTime() - 4_000),
      status: "ONLINE",
      last_heartbeat_time: new Date(NOW.getTime() - 4_000),
      heartbeat_interval_seconds: 30,
    })),
  }),
  service: at(0, { deployments: [deployment({ runningCount: 2 })], tasks: TASK_IDS.map((id) => task(id)) }),
  logs: new Map(TASK_IDS.map((id) => [id, at(0, { kind: "read", lines: ["Worker started!"] })])),
};
const ROLLED_BACK: Observation = {
  ...IN_PROGRESS,
  atSeconds: 48,
  service: at(48, {
    deployments: [
      deployment({
        id: "ecs-svc/2",
        createdAt: new Date("2026-11-23T14:09:40Z"),
        workerName: "etl-production-77ab01cd",
        runningCount: 2,
      }),
      deployment({
        isPrimary: false,
        rolloutState: "FAILED",
        rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
        failedTasks: 3,
      }),
    ],
    tasks: [],
  }),
};
const EXITING: Observation = {
  ...IN_PROGRESS,
  atSeconds: 48,
  service: at(48, {
    deployments: [deployment({ failedTasks: 2 })],
    tasks: ["1", "2", "3"].map((id) =>
      task(id, { lastStatus: "STOPPED", stopCode: "EssentialContainerExited", stoppedReason: EXITED }),
    ),
  }),
};

function failed(looks: readonly Observation[], symptoms: Partial<Symptoms>): Verdict {
  const { checks } = judgement("failed", looks);
  const logTail = symptoms.log ?? [];
  return { outcome: "failed", checks, workers: [], causes: diagnose(symptoms), logTail, seconds: 48 };
}

/** What the judge says after the last of some looks, each of which it remembers. */
function judgement(outcome: Judgement["outcome"], looks: readonly Observation[]): Judgement {
  const first = judge(EXPECTED, NOTHING_SEEN, { atSeconds: 0 });
  const last = looks.reduce((former, seen) => judge(EXPECTED, former.memory, seen), first);
  if (last.outcome !== outcome) throw new Error(`What was seen is judged ${last.outcome}, not ${outcome}.`);
  return last;
}
