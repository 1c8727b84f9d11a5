import { createHash } from "node:crypto";
import { type Construct, DefaultTokenResolver, StringConcat, Tokenization } from "./lib/cdktf.ts";

/**
 * The first 8 hexadecimal digits of a digest of `content`. It is the same in every process: keys are
 * sorted, and what Terraform fills in later counts as its expression (`${aws_iam_role.worker.arn}`), not
 * as cdktf's token, whose number depends on what was made before.
 */
export function revisionOf(scope: Construct, content: unknown): string {
  const resolved: unknown = Tokenization.resolve(content, {
    scope,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return createHash("sha256").update(canonicalJson(resolved)).digest("hex").slice(0, 8);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sortedByKey(inner) : inner));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortedByKey(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
