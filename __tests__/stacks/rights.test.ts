import { describe, expect, test } from "@jest/globals";
import { ROLES, SEEN, UNSEEN } from "../iam/rights.ts";
import { Template } from "./assertions.ts";
import { subjects } from "./subjects.ts";

const STACKS = subjects().map(({ name, config }) => ({ name, stack: new Template(config) }));

describe.each(ROLES)("the role %s", (role) => {
  const known = new Set([...SEEN[role], ...Object.keys(UNSEEN[role])]);

  test.each(STACKS)("may do what was seen, or is needed for a reason: $name", ({ stack }) => {
    expect(allowedIn(stack, role).filter((action) => !known.has(action))).toEqual([]);
  });

  test("may do all of that in one configuration or another", () => {
    const allowed = new Set(STACKS.flatMap(({ stack }) => allowedIn(stack, role)));
    expect([...known].filter((action) => !allowed.has(action))).toEqual([]);
  });
});

test("no role is left out", () => {
  const policies = STACKS.flatMap(({ stack }) => stack.addresses.filter(isPolicy));
  expect([...new Set(policies)].sort()).toEqual(ROLES.map(policyOf).sort());
});

function allowedIn(stack: Template, role: string): string[] {
  if (!stack.addresses.includes(policyOf(role))) return [];
  const { Statement } = stack.parsed(policyOf(role), "policy") as {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  return Statement.flatMap(({ Action }) => Action);
}

function policyOf(role: string): string {
  return `aws_iam_role_policy.${role}`;
}

function isPolicy(address: string): boolean {
  return address.startsWith("aws_iam_role_policy.");
}
