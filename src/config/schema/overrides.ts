import { z } from "zod";

/** Not of a data source: Terraform reads those for a plan, and what an override has it read could be posted. */
const ADDRESS = /^aws_[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*$/;
const ARGUMENT = /^[a-z][a-z0-9_]*$/;

/** They run programs, move the resource to another address, or name a provider that the stack does not have. */
const REFUSED_ARGUMENTS = ["connection", "count", "for_each", "provider", "provisioner"];

/** A resource's attribute, and no function: see docs/decisions/0010-overrides-only-refer.md. */
const REFERENCE = /^\$\{(data\.)?aws_[a-z0-9_]+(\.[A-Za-z_][A-Za-z0-9_-]*|\[\d+\])+\}/;

export const overrides = z
  .record(
    z.string().regex(ADDRESS, "the address of a resource, such as aws_ecs_service.worker"),
    z.record(z.string(), z.unknown()),
  )
  .check(({ value, issues }) => {
    for (const [address, override] of Object.entries(value)) {
      for (const [argument, given] of Object.entries(override)) {
        const message = problemOf(argument, given);
        if (message !== undefined) {
          issues.push({ code: "custom", message, path: [address, argument], input: {} });
        }
      }
    }
  })
  .describe(
    "Raw Terraform JSON by address, merged into a resource, for what nothing else here sets. " +
      "An expression may be a reference such as `${aws_sqs_queue.task_events.arn}`.",
  );

function problemOf(argument: string, given: unknown): string | undefined {
  if (!ARGUMENT.test(argument)) return "allowed is the name of one of Terraform's arguments";
  if (REFUSED_ARGUMENTS.includes(argument)) {
    return `not to be overridden. Refused are ${REFUSED_ARGUMENTS.join(", ")}`;
  }
  const expression = textsOf(given).map(refusedExpression).find(Boolean);
  if (expression === undefined) return undefined;
  return (
    `${JSON.stringify(expression)} is refused: an expression may only refer to a resource, such as ` +
    "${aws_sqs_queue.task_events.arn}, and call no function"
  );
}

/** Every string in a value, keys of mappings included: Terraform evaluates those, too. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

/** The beginning of the first expression that is no reference. An escaped one, `$${`, counts as one. */
function refusedExpression(text: string): string | undefined {
  return [...text.matchAll(/[$%]\{/g)]
    .map(({ index }) => text.slice(index))
    .find((rest) => !REFERENCE.test(rest))
    ?.slice(0, 40);
}
