import { ProofFailed } from "../../src/commands/proof.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import type { Symptoms } from "../../src/diagnosis/symptoms.ts";
import {
  judge,
  NOTHING_SEEN,
  type Expectation,
  type Judgement,
  type Observation,
  type RevisionedService,
} from "../../src/proof/judge.ts";
import type { Verdict } from "../../src/proof/verdict.ts";
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
    serving: { revision: "77ab01cd", tasks: 2 },
  };
}

/** Prefect refuses the credential of a first revision, whose worker exits over and over. */
export function credentialRefused(): Verdict {
  return failed([IN_PROGRESS, EXITING], {
    stoppedReasons: [EXITED],
    exitCodes: [1],
    log: [
      "14:08:11.021 | \u001B[36mINFO\u001B[0m | prefect.worker - starting",
      "prefect.exceptions.PrefectHTTPStatusError: Client error '401 Unauthorized' for url 'https://api.prefect.cloud/api/'",
    ],
  });
}

/** How the action tells a failed proof. */
export function failureOf(verdict: Verdict): Failure {
  const { reason, message } = new ProofFailed(verdict);
  return { reason, message };
}

const EXPECTED: Expectation = {
  workerName: "etl-production-3f2a91c0",
  count: 2,
  workPool: "etl-production",
  isAutoscaled: false,
  registrationTimeoutSeconds: 90,
};
const NOW = new Date("2026-11-23T14:10:00Z");
const EXITED = "Essential container in task exited";

type Deployment = RevisionedService["deployments"][number];
type Task = RevisionedService["tasks"][number];

const deployment = (changes: Partial<Deployment> = {}): Deployment => ({
  id: "ecs-svc/1",
  isPrimary: true,
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
  startedBy: "ecs-svc/1",
  stopCode: "",
  stoppedReason: "",
  stoppedAt: undefined,
  containers: [],
  workerName: EXPECTED.workerName,
  ...changes,
});

const IN_PROGRESS: Observation = {
  atSeconds: 0,
  pool: { id: "p", name: EXPECTED.workPool, type: "ecs", is_paused: false, base_job_template: {} },
  workers: { records: [], serverTime: NOW },
  service: { deployments: [deployment()], tasks: [] },
};
const TASK_IDS = ["8d1f00c2b5a94e7d8f3361c2a0b7e415", "a04c7719e3d24b06b1f58c9d2e6f7083"];
const ALL_WELL: Observation = {
  ...IN_PROGRESS,
  workers: {
    serverTime: NOW,
    records: TASK_IDS.map((id) => ({
      name: `${EXPECTED.workerName}-${id}`,
      status: "ONLINE",
      last_heartbeat_time: new Date(NOW.getTime() - 4_000),
      heartbeat_interval_seconds: 30,
    })),
  },
  service: { deployments: [deployment({ runningCount: 2 })], tasks: TASK_IDS.map((id) => task(id)) },
};
const ROLLED_BACK: Observation = {
  ...IN_PROGRESS,
  atSeconds: 48,
  service: {
    deployments: [
      deployment({ id: "ecs-svc/2", workerName: "etl-production-77ab01cd", runningCount: 2 }),
      deployment({
        isPrimary: false,
        rolloutState: "FAILED",
        rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
        failedTasks: 3,
      }),
    ],
    tasks: [],
  },
};
const EXITING: Observation = {
  ...IN_PROGRESS,
  atSeconds: 48,
  service: {
    deployments: [deployment({ failedTasks: 2 })],
    tasks: ["1", "2", "3"].map((id) =>
      task(id, { lastStatus: "STOPPED", stopCode: "EssentialContainerExited", stoppedReason: EXITED }),
    ),
  },
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
