/** What a plan would do, without anything secret: the form in which a plan is shown, counted and compared. */
export interface PlanSummary {
  readonly terraformVersion: string;
  /** Changes that do something, ordered by address; reads and no-ops are left out. */
  readonly changes: readonly ResourceChange[];
  /** What somebody changed behind Terraform's back, as found by the refresh. */
  readonly drift: readonly ResourceChange[];
  readonly counts: PlanCounts;
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
  /** `aws_ecs_service` */
  readonly type: string;
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
