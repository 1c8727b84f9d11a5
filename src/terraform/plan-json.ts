import { z } from "zod";
import { TerraformError } from "./errors.ts";
import { describeIssues } from "../json-text.ts";

/** `terraform show -json <plan>`, in the parts that are read here. */
export type PlanJson = z.output<typeof planJson>;

export type ResourceChangeJson = z.output<typeof resourceChange>;

export type ChangeJson = ResourceChangeJson["change"];

/** @throws TerraformError when the document is no plan of format 1.x */
export function parsePlanJson(json: unknown): PlanJson {
  const result = planJson.safeParse(json);
  if (result.success) return result.data;
  throw new TerraformError(
    "terraform-not-understood",
    `The plan was not understood: ${describeIssues(result.error)}. ` +
      `Use a version of Terraform that writes plan format 1.x, such as 1.11.`,
    { command: "show" },
  );
}

/** Terraform writes marks (sensitive, unknown) as `true` for a whole value, or as a tree of them. */
const marks = z.unknown().optional();

/** Null where there is no object; left out where all of it is known only after apply. */
const side = z.unknown().optional();

const resourceChange = z.object({
  address: z.string(),
  mode: z.string(),
  /** Key of an object that a replacement has left over. */
  deposed: z.string().optional(),
  /** `replace_because_tainted` */
  action_reason: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()),
    before: side,
    after: side,
    after_unknown: marks,
    before_sensitive: marks,
    after_sensitive: marks,
    replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).default([]),
    importing: z.unknown().optional(),
  }),
});

const planJson = z.object({
  format_version: z.string().regex(/^1\./, "expected format 1.x"),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  planned_values: z
    .object({
      outputs: z
        .record(
          z.string(),
          z.object({ sensitive: z.boolean().default(false), value: z.unknown().optional() }),
        )
        .default({}),
    })
    .default({ outputs: {} }),
  output_changes: z
    .record(
      z.string(),
      z.object({ before: side, after: side, before_sensitive: marks, after_sensitive: marks }),
    )
    .default({}),
  variables: z.record(z.string(), z.object({ value: z.unknown().optional() })).default({}),
  configuration: z
    .object({
      root_module: z
        .object({
          variables: z.record(z.string(), z.object({ sensitive: z.boolean().default(false) })).default({}),
        })
        .default({ variables: {} }),
    })
    .default({ root_module: { variables: {} } }),
});
