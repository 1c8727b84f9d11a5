import type { OutsideError } from "../../src/errors.ts";
import { GitHubError } from "../../src/github/errors.ts";
import type { Verdict } from "../../src/proof/verdict.ts";
import type { TemplateDifference } from "../../src/prefect/template-difference.ts";
import type { Story } from "../../src/report/story.ts";
import { StateLockedError } from "../../src/terraform/errors.ts";
import {
  type AttributeChange,
  type AttributeValue,
  planSummary,
  type PlanSummary,
  type ResourceChange,
} from "../../src/terraform/plan-summary.ts";
import * as verdicts from "./verdicts.ts";

/** The stories that the golden files are rendered from. */
export const STORIES: Readonly<Record<string, Story>> = {
  planned: planned(),
  "no-changes": { ...setting(), phase: "planned", plan: planOf([]) },
  "first-plan": {
    ...setting(),
    phase: "planned",
    plan: planOf([creation("aws_ecs_cluster.this"), creation("aws_ecs_service.worker")]),
    planNote:
      "The state bucket prefect-ecs-worker-123456789012-eu-west-1 does not exist yet: planned on an empty state. " +
      "The work pool etl-production will be made.",
    template: { condition: "missing", isWired: true, changes: [], completed: [], drift: [] },
  },
  "pool-planned": {
    ...setting(),
    phase: "planned",
    plan: planOf([]),
    template: difference({ drift: [{ variable: "image", set: "acme/flows:1", now: "acme/mine:2" }] }),
  },
  "pool-foreign": {
    ...setting(),
    phase: "planned",
    plan: planOf([]),
    template: difference({ isWired: false, missingSecretVariable: "prefect_api_key_secret_arn" }),
  },
  "pool-drift": {
    ...setting(),
    phase: "planned",
    plan: planOf([]),
    template: {
      ...difference(),
      changes: [{ variable: "cluster", action: "kept", current: "theirs", wanted: "etl-production" }],
      completed: [],
      drift: [{ variable: "cluster", set: "etl-production", now: "theirs" }],
    },
  },
  applying: { ...planned(), phase: "applying", history: [plannedEvent()] },
  verified: verified(),
  orphans: {
    ...verified(),
    orphans: [orphan("crimson-lynx"), { ...orphan("jolly-otter"), isRescued: true }],
  },
  failed: failed(),
  "failed-at-first": failed({}, verdicts.credentialRefused()),
  "failed-idle": failed({}, verdicts.queueMisspelt()),
  "smoke-failed": failed({}, verdicts.flowRunFailed()),
  "state-locked": unproven(stateLocked()),
  "permission-missing": unproven(permissionMissing()),
  cancelled: {
    ...setting(),
    phase: "cancelled",
    note:
      "terraform apply was interrupted: the job was cancelled. What had been done is in the state; run the " +
      "workflow again to finish.",
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
    template: difference(),
    verdict: verdicts.verified(),
    history: [plannedEvent()],
  };
}

function orphan(name: string) {
  const page = "https://app.prefect.cloud/account/a/workspace/w/runs/flow-run";
  return { name, url: `${page}/${name}`, since: new Date("2026-11-23T14:06:31Z"), isRescued: false };
}

/** A story of a failed proof; the verdict's own words give way to those that are given. */
export function failed(changes: Partial<Verdict> = {}, verdict = verdicts.imageNotFound()): Story {
  return {
    ...setting(),
    phase: "failed",
    failure: verdicts.failureOf(verdict),
    verdict: { ...verdict, ...changes },
    history: [plannedEvent()],
  };
}

/** A story that ended before there was anything to prove. */
function unproven({ reason, message }: OutsideError): Story {
  return { ...setting(), phase: "failed", failure: { reason, message }, history: [plannedEvent()] };
}

function stateLocked(): OutsideError {
  const holder = {
    id: "4b1c8f3e-0c1d-4f5e-9a7b-2d3c4e5f6071",
    who: "runner@runnervm",
    created: "2026-11-23 14:06:02.168637303 +0000 UTC",
    operation: "OperationTypeApply",
  };
  return new StateLockedError("plan", holder, []);
}

function permissionMissing(): OutsideError {
  const refusal = Object.assign(new Error("Resource not accessible by integration"), {
    status: 403,
    response: { headers: { "x-accepted-github-permissions": "statuses=write" } },
  });
  const request = { method: "POST", url: "/repos/{owner}/{repo}/statuses/{sha}", repository: "acme/etl" };
  return GitHubError.of(refusal, request);
}

/** Of a template that prefect-aws 0.5.0 filled in, and in which a person set an image. */
function difference(over: Partial<TemplateDifference> = {}): TemplateDifference {
  const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:etl-production-prefect-AbCdEf";
  return {
    condition: "filled",
    isWired: true,
    changes: [
      { variable: "image", action: "kept", current: "acme/mine:2", wanted: "acme/flows:1" },
      {
        variable: "network_configuration",
        action: "set",
        current: { subnets: ["subnet-0a"] },
        wanted: { subnets: ["subnet-0a", "subnet-0b"], securityGroups: ["(known after apply)"] },
      },
      { variable: "prefect_api_key_secret_arn", action: "set", current: null, wanted: secret },
      { variable: "vpc_id", action: "unset", current: "vpc-0a" },
    ],
    completed: ["prefect_api_key_secret_arn"],
    drift: [],
    ...over,
  };
}

export function planOf(
  changes: readonly ResourceChange[],
  drift: readonly ResourceChange[] = [],
): PlanSummary {
  return planSummary({ changes, drift });
}

export function change(
  action: ResourceChange["action"],
  address: string,
  attributes: readonly AttributeChange[] = [],
): ResourceChange {
  return { address, action, attributes };
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

export function creation(address: string): ResourceChange {
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

function plannedEvent() {
  return {
    phase: "planned",
    at: "2026-11-23T13:40:00.000Z",
    commit: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3",
    run: "https://github.com/acme/etl/actions/runs/100",
  } as const;
}
