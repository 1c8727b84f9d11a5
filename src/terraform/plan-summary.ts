import { attributeChanges } from "./attribute-changes.ts";
import { parsePlanJson, type PlanJson, type ResourceChangeJson } from "./plan-json.ts";
import { sensitiveValues, type SensitiveValues } from "./sensitive-values.ts";

/** What a plan would do, without anything secret: the form in which a plan is shown, counted and compared. */
export interface PlanSummary {
  /** Changes that do something, ordered by address; reads and no-ops are left out. */
  readonly changes: readonly ResourceChange[];
  /** What somebody changed behind Terraform's back and the plan would undo, as found by the refresh. */
  readonly drift: readonly ResourceChange[];
  readonly counts: PlanCounts;
  /** Addresses of what is replaced only because an apply that was cut off left it half made. */
  readonly tainted: readonly string[];
  /** Planned values of the root module's outputs that are already known and not sensitive. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A replacement counts as one to add and one to destroy, as Terraform counts it. */
export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

export type ChangeAction = "create" | "update" | "replace" | "delete" | "forget" | "import";

export interface ResourceChange {
  /** `aws_ecs_service.worker` */
  readonly address: string;
  readonly action: ChangeAction;
  /** Attributes that differ, ordered by path; empty for a deletion. */
  readonly attributes: readonly AttributeChange[];
}

export interface AttributeChange {
  /** `cpu`, `tags.Name`, `container_definitions[0].environment` */
  readonly path: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
  /** Whether this attribute is why the resource is replaced. */
  readonly forcesReplacement: boolean;
}

export type AttributeValue =
  | { readonly kind: "absent" }
  | { readonly kind: "known"; readonly value: unknown }
  | { readonly kind: "sensitive" }
  | { readonly kind: "known-after-apply" };

/**
 * Reads the answer of `terraform show -json <plan>` (format 1.x).
 *
 * No value under a sensitive mark enters the summary, not even where Terraform shows the same value without
 * a mark: a `terraform_data` repeats a sensitive `input` in an unmarked `output`.
 *
 * @throws TerraformError when the document is of another format
 */
export function parsePlan(json: unknown): PlanSummary {
  const plan = parsePlanJson(json);
  const sensitive = sensitiveValues(plan);
  const changes = resourceChanges(plan.resource_changes, sensitive);
  return planSummary({
    changes,
    drift: undone(resourceChanges(plan.resource_drift, sensitive), changes),
    tainted: plan.resource_changes
      .filter(({ action_reason: reason }) => reason === "replace_because_tainted")
      .map(({ address }) => address),
    outputs: knownOutputs(plan, sensitive),
  });
}

/** A plan's summary of its parts; one that is left out is empty. */
export function planSummary({
  changes = [],
  drift = [],
  tainted = [],
  outputs = {},
}: Partial<Omit<PlanSummary, "counts">>): PlanSummary {
  return {
    changes: byAddress(changes),
    drift: byAddress(drift),
    counts: countChanges(changes),
    tainted,
    outputs,
  };
}

function byAddress(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

function resourceChanges(
  changes: readonly ResourceChangeJson[],
  sensitive: SensitiveValues,
): readonly ResourceChange[] {
  return changes
    .filter(({ mode }) => mode === "managed")
    .flatMap((change) => {
      const action = changeAction(change);
      return action === undefined ? [] : [resourceChange(change, action, sensitive)];
    });
}

/**
 * Of what was changed behind Terraform's back, that which the plan changes, too. The rest is mostly the provider's
 * own: right after an apply it reads nearly every resource a little differently than it wrote it (`tags` as `{}`,
 * a role's `inline_policy`, a security group's rules).
 */
function undone(
  drift: readonly ResourceChange[],
  changes: readonly ResourceChange[],
): readonly ResourceChange[] {
  return drift.flatMap((found) => {
    const planned = changes.find(({ address }) => address === found.address);
    if (planned === undefined) return [];
    if (found.action === "delete") return [found];
    const paths = new Set(planned.attributes.map(({ path }) => path));
    const attributes = found.attributes.filter(({ path }) => paths.has(path));
    return attributes.length === 0 ? [] : [{ ...found, attributes }];
  });
}

function changeAction({ change }: ResourceChangeJson): ChangeAction | undefined {
  const actions = change.actions.join(" ");
  switch (actions) {
    case "create":
    case "update":
    case "delete":
    case "forget":
      return actions;
    case "create delete":
    case "delete create":
      return "replace";
    // The old object is left alone, outside Terraform.
    case "create forget":
    case "forget create":
      return "create";
    case "no-op":
      return change.importing === undefined ? undefined : "import";
    default:
      return undefined;
  }
}

function resourceChange(
  { address, deposed, change }: ResourceChangeJson,
  action: ChangeAction,
  sensitive: SensitiveValues,
): ResourceChange {
  return {
    // What a create-before-destroy left over has the address of its successor.
    address: deposed === undefined ? address : `${address} (deposed object ${deposed})`,
    action,
    attributes: action === "delete" || action === "forget" ? [] : attributeChanges(change, sensitive),
  };
}

function countChanges(changes: readonly ResourceChange[]): PlanCounts {
  const count = (...actions: readonly ChangeAction[]) =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return { add: count("create", "replace"), change: count("update"), destroy: count("delete", "replace") };
}

function knownOutputs(plan: PlanJson, sensitive: SensitiveValues): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(plan.planned_values.outputs)
      .filter(([, output]) => !output.sensitive && output.value !== undefined)
      .filter(([, output]) => !sensitive.occurIn(output.value))
      .map(([name, output]) => [name, output.value]),
  );
}
