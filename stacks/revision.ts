import { createHash } from "node:crypto";
import type { Construct } from "./lib/cdktf.ts";
import { isMapping, type Mapping } from "./lib/merged.ts";
import { resolvedMapping } from "./lib/resolved.ts";

/**
 * The first 8 hexadecimal digits of a digest of `content`. It is the same in every process: keys are
 * sorted, and what Terraform fills in later counts as its expression (`${aws_iam_role.worker.arn}`), not
 * as cdktf's token, whose number depends on what was made before.
 */
export function revisionOf(scope: Construct, content: object): string {
  const json = canonicalJson(resolvedMapping(scope, content));
  return createHash("sha256").update(json).digest("hex").slice(0, 8);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isMapping(inner) ? sortedByKey(inner) : inner));
}

function sortedByKey(mapping: Mapping): Mapping {
  return Object.fromEntries(Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1)));
}
