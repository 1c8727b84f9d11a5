import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { judge, NOTHING_SEEN, type Expectation, type Observation } from "../../src/proof/judge.ts";
import type { Verdict } from "../../src/proof/verdict.ts";
import type { Story } from "../../src/report/story.ts";
import type {
  AttributeChange,
  AttributeValue,
  PlanSummary,
  ResourceChange,
} from "../../src/terraform/plan-summary.ts";

/** What is judged here is what the product would have seen, so that no golden file holds words of our own. */
const EXPECTED: Expectation = {
  workerName: "etl-production-3f2a91c0",
  count: 2,
  workPool: "etl-production",
  registrationTimeoutSeconds: 90,
};
const IMAGE_NOT_FOUND = "CannotPullContainerError: manifest for prefecthq/prefect:3-lates not found";
const TASKS = ["8d1f", "a04c"];
const DEPLOYMENTS: NonNullable<Observation["service"]>["deployments"] = [
  {
    id: "ecs-svc/1",
    isPrimary: true,
    rolloutState: "FAILED",
    rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
    taskDefinitionArn: "arn",
    desiredCount: 2,
    runningCount: 0,
    failedTasks: 3,
    workerName: "etl-production-3f2a91c0",
  },
];
const IMAGE_MISSING: Observation = {
  atSeconds: 48,
  pool: { id: "p", name: "etl-production", type: "ecs", is_paused: false, base_job_template: {} },
  workers: { records: [], serverTime: new Date("2026-11-23T14:10:00Z") },
  service: {
    deployments: DEPLOYMENTS,
    tasks: [],
  },
};

const ALL_WELL: Observation = {
  ...IMAGE_MISSING,
  workers: {
    serverTime: new Date("2026-11-23T14:10:00Z"),
    records: TASKS.map((id) => ({
      name: `etl-production-3f2a91c0-${id}`,
      status: "ONLINE",
      last_heartbeat_time: new Date("2026-11-23T14:09:56Z"),
      heartbeat_interval_seconds: 30,
    })),
  },
  service: {
    deployments: DEPLOYMENTS.map((deployment) => ({ ...deployment, rolloutState: "IN_PROGRESS" })),
    tasks: TASKS.map((id) => ({
      id,
      taskDefinitionArn: "arn",
      lastStatus: "RUNNING",
      startedBy: "ecs-svc/1",
      stopCode: "",
      stoppedReason: "",
      stoppedAt: undefined,
      containers: [],
      workerName: "etl-production-3f2a91c0",
    })),
  },
};

/** The stories that the golden files are rendered from. */
export const STORIES: Readonly<Record<string, Story>> = {
  planned: planned(),
  "no-changes": { ...setting(), phase: "planned", plan: planOf([]) },
  "first-plan": {
    ...setting(),
    phase: "planned",
    plan: planOf([creation("aws_ecs_cluster.this"), creation("aws_ecs_service.worker")]),
    planNote: "No state bucket exists yet: planned on empty state.",
  },
  applying: { ...planned(), phase: "applying", history: [plannedEvent()] },
  verified: verified(),
  failed: failed(),
  "plan-changed": {
    ...setting(),
    phase: "failed",
    failure: {
      reason: "plan-changed",
      message: [
        "The plan differs from the one that was reviewed: 1 resource changed since. Review the new plan.",
        "",
        "- aws_ecs_service.worker: desired_count 1 -> 2",
        "+ aws_ecs_service.worker: desired_count 1 -> 0",
      ].join("\n"),
    },
    history: [plannedEvent()],
  },
  cancelled: {
    ...setting(),
    phase: "cancelled",
    note: "Terraform still holds the lock of the state. Release it with:\nterraform force-unlock 4b1c8f3e",
    history: [plannedEvent()],
  },
  destroyed: {
    ...setting(),
    phase: "destroyed",
    destroyed: {
      resources: 24,
      alsoRemoved: ["work pool `etl-preview`", "2 worker records"],
      seconds: 95.4,
    },
  },
  kept: { ...setting(), phase: "kept", because: "the environment is protected" },
};

export function setting() {
  return {
    deploymentName: "etl-production",
    environment: "production",
    workPool: "etl-production",
    commit: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3",
    at: new Date("2026-11-23T14:10:00Z"),
    links: {
      run: "https://github.com/acme/etl/actions/runs/101",
      workPool: "https://app.prefect.cloud/account/a/workspace/w/work-pools/work-pool/etl-production",
      service:
        "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/etl-production/services/etl-production",
    },
    revision: "3f2a91c0",
    history: [],
  } as const;
}

export function planned(changes: readonly ResourceChange[] = someChanges()): Story {
  return { ...setting(), phase: "planned", plan: planOf(changes) };
}

export function verified(): Story {
  return {
    ...setting(),
    phase: "verified",
    plan: planOf(someChanges()),
    applied: { counts: { add: 2, change: 1, destroy: 2 }, seconds: 74 },
    verdict: verdict({
      outcome: "verified",
      workers: ["etl-production-3f2a91c0-8d1f", "etl-production-3f2a91c0-a04c"],
    }),
    history: [plannedEvent()],
  };
}

export function failed(changes: Partial<Verdict> = {}): Story {
  return {
    ...setting(),
    phase: "failed",
    failure: {
      reason: "image-not-found",
      message:
        "The worker did not register: Rollout FAILED: ECS deployment circuit breaker: tasks failed to start. " +
        "The container image does not exist in its registry. Check the name and the tag in worker.image.",
    },
    verdict: verdict({
      outcome: "failed",
      checks: judge(EXPECTED, NOTHING_SEEN, IMAGE_MISSING).checks,
      causes: diagnose({ stoppedReasons: [IMAGE_NOT_FOUND], exitCodes: [], log: [] }),
      logTail: ["14:08:11 | INFO | starting", "14:08:12 | ERROR | \u001B[31mgave up\u001B[0m"],
      serving: { revision: "77ab01cd", tasks: 2 },
      ...changes,
    }),
    history: [plannedEvent()],
  };
}

export function planOf(
  changes: readonly ResourceChange[],
  drift: readonly ResourceChange[] = [],
): PlanSummary {
  const many = (...actions: ResourceChange["action"][]): number =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return {
    terraformVersion: "1.11.4",
    changes,
    drift,
    counts: {
      add: many("create", "replace"),
      change: many("update"),
      destroy: many("delete", "replace"),
    },
    outputs: {},
  };
}

export function change(
  action: ResourceChange["action"],
  address: string,
  attributes: readonly AttributeChange[] = [],
): ResourceChange {
  return { address, type: address.split(".")[0] ?? "", action, attributes };
}

export function attribute(
  path: string,
  before: unknown,
  after: unknown,
  forcesReplacement = false,
): AttributeChange {
  return { path, before: valueOf(before), after: valueOf(after), forcesReplacement };
}

function valueOf(value: unknown): AttributeValue {
  return value === undefined ? { kind: "absent" } : { kind: "known", value };
}

function creation(address: string): ResourceChange {
  return change("create", address, [
    attribute("name", undefined, "etl-production"),
    { ...attribute("arn", undefined, undefined), after: { kind: "known-after-apply" } },
  ]);
}

function someChanges(): readonly ResourceChange[] {
  return [
    creation("aws_cloudwatch_metric_alarm.no_worker"),
    change("update", "aws_ecs_service.worker", [attribute("desired_count", 1, 2)]),
    change("replace", "aws_ecs_task_definition.worker", [
      attribute("cpu", "256", "512", true),
      attribute("container_definitions[0].environment", undefined, [{ name: "LOG_LEVEL", value: "INFO" }]),
      { ...attribute("secret", 1, 1), before: { kind: "sensitive" }, after: { kind: "sensitive" } },
    ]),
    change("delete", "aws_sqs_queue.old"),
  ];
}

function verdict(changes: Partial<Verdict> & Pick<Verdict, "outcome">): Verdict {
  return {
    checks: judge(EXPECTED, NOTHING_SEEN, ALL_WELL).checks,
    workers: [],
    causes: [],
    logTail: [],
    seconds: 48,
    ...changes,
  };
}

function plannedEvent() {
  return {
    phase: "planned",
    at: "2026-11-23T13:40:00.000Z",
    commit: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3",
    run: "https://github.com/acme/etl/actions/runs/100",
  } as const;
}
