/** One statement of an IAM policy, in the words of IAM's own JSON. */
export interface Statement {
  readonly sid: string;
  /** Default: `Allow`. */
  readonly effect?: "Allow" | "Deny";
  /** Only in a policy that belongs to a resource; `"*"` is everyone. */
  readonly principal?: { readonly service: string } | { readonly aws: string } | "*";
  readonly actions: readonly string[];
  /** Only a trust policy has none. */
  readonly resources?: readonly string[];
  readonly conditions?: Conditions;
}

/** Operator, then condition key: `{ StringEquals: { "aws:SourceAccount": "…" } }`. */
export type Conditions = Readonly<Partial<Record<ConditionOperator, ConditionValues>>>;

/** By condition key; of several values one must match. */
export type ConditionValues = Readonly<Record<string, string | readonly string[]>>;

type ConditionOperator = "ArnEquals" | "ArnLike" | "Bool" | "StringEquals";

/**
 * A policy document as JSON. Plain JSON and not `data.aws_iam_policy_document`: that would be read during
 * the apply whenever an ARN in it is not known yet, and whoever reviews the plan would see nothing of it.
 */
export function policy(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statementJson) });
}

/** Refuses requests to `resource` that do not come over TLS (cdk-nag SQS4, SNS3). */
export function denyInsecureTransport(actions: readonly string[], resource: string): Statement {
  return {
    sid: "DenyInsecureTransport",
    effect: "Deny",
    principal: "*",
    actions,
    resources: [resource],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
}

function statementJson({ sid, effect = "Allow", principal, actions, resources, conditions }: Statement) {
  return {
    Sid: sid,
    Effect: effect,
    Principal: principalJson(principal),
    Action: actions,
    Resource: resources,
    Condition: conditions,
  };
}

function principalJson(principal: Statement["principal"]) {
  if (principal === undefined || principal === "*") return principal;
  return "aws" in principal ? { AWS: principal.aws } : { Service: principal.service };
}
