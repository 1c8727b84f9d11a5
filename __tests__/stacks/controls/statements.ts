import type { Json, Template } from "../assertions.ts";
import { type Element, list, resources } from "./control.ts";

/** One statement of a policy, with every list written as a list. */
export interface Statement extends Element {
  readonly effect: "Allow" | "Deny";
  readonly principal: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition key to values, whatever the operator. */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
}

/** What roles and users may do. */
export const permissions = statementsOf("policy", "aws_iam_role_policy", "aws_iam_policy");
/** Who may become a role. */
export const trusts = statementsOf("assume_role_policy", "aws_iam_role");

/** The statements of the policies that resources of these types have in that argument. */
export function statementsOf(
  argument: string,
  ...types: readonly string[]
): (stack: Template) => Statement[] {
  return (stack) =>
    resources(...types)(stack)
      .filter((element) => typeof element[argument] === "string")
      .flatMap(({ address }) => {
        const { Statement: statements } = stack.parsed(address, argument) as Json;
        return list(statements).map((statement) => statementOf(address, statement));
      });
}

export function allowed(of: (stack: Template) => Statement[]): (stack: Template) => Statement[] {
  return (stack) => of(stack).filter(({ effect }) => effect === "Allow");
}

/** Whether a policy refuses what does not come over TLS. */
export function deniesInsecureTransport(statements: readonly Statement[]): boolean {
  return statements.some(
    ({ effect, conditions }) => effect === "Deny" && conditions["aws:SecureTransport"]?.includes("false"),
  );
}

/** Whether everybody is meant, or every account. */
export function isEveryone(principal: unknown): boolean {
  return principal === "*" || (principal as Json)["AWS"] === "*";
}

function statementOf(address: string, statement: Json): Statement {
  return {
    address,
    effect: statement["Effect"] === "Deny" ? "Deny" : "Allow",
    principal: statement["Principal"],
    actions: texts(statement["Action"]),
    resources: texts(statement["Resource"]),
    conditions: Object.fromEntries(
      Object.values((statement["Condition"] ?? {}) as Readonly<Record<string, Json>>)
        .flatMap((keys) => Object.entries(keys))
        .map(([key, value]) => [key, texts(value)]),
    ),
  };
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}
