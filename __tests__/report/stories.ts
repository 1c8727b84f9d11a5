import type { Verdict } from "../../src/proof/verdict.ts";
import type { Story } from "../../src/report/story.ts";
import type {
  AttributeChange,
  AttributeValue,
  PlanSummary,
  ResourceChange,
} from "../../src/terraform/plan-summary.ts";

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
      reason: "worker-not-registered",
      message: "No worker of revision 3f2a91c0 registered: its image was not found. See the cause below.",
    },
    verdict: verdict({
      outcome: "failed",
      checks: [
        { id: "prefect", title: "Prefect answers", outcome: "passed", evidence: "Version 3.6.4 in 41 ms." },
        {
          id: "ecs-deployment",
          title: "ECS runs this revision",
          outcome: "failed",
          evidence: "3 tasks stopped with CannotPullContainerError.",
        },
        { id: "worker", title: "Workers of this revision are online", outcome: "skipped", evidence: "–" },
      ],
      causes: [
        {
          id: "image-not-found",
          cause: "The image `prefecthq/prefect:3-lates` does not exist.",
          remedy: "Correct `worker.image` in prefect-worker.yml.",
          evidence: "CannotPullContainerError: manifest for prefecthq/prefect:3-lates not found",
        },
      ],
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
    checks: [
      { id: "prefect", title: "Prefect answers", outcome: "passed", evidence: "Version 3.6.4 in 41 ms." },
      {
        id: "worker",
        title: "Workers of this revision are online",
        outcome: "passed",
        evidence: "2 of 2, last heartbeat 4 s ago.",
      },
    ],
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
