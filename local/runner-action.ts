import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** What the runner reads of `action.yml`. */
export interface ActionDefinition {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly main: string;
  readonly post: string | undefined;
}

/** Paths come out absolute: `action.yml` writes them relative to itself. */
export function readAction(actionFile: string): ActionDefinition {
  const { inputs, runs } = actionSchema.parse(parse(readFileSync(actionFile, "utf8")));
  const directory = dirname(actionFile);
  return {
    inputs,
    main: join(directory, runs.main),
    post: runs.post === undefined ? undefined : join(directory, runs.post),
  };
}

/**
 * `INPUT_…` for every input that the action has: an input that is not given has its default, and is empty
 * where it has none. A default may be an expression of one value, such as `${{ github.token }}`.
 */
export function inputVariables(
  { inputs }: ActionDefinition,
  given: Readonly<Record<string, string>>,
  context: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !(name in inputs));
  if (unknown.length > 0) {
    // The runner only warns, in a line that nobody reads.
    const allowed = Object.keys(inputs).join(", ");
    throw new Error(
      `Input ${unknown.join(", ")} is unknown: action.yml has ${allowed}. Mend the test's inputs.`,
    );
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      variableOf(name),
      given[name] ?? evaluate(input.default, context),
    ]),
  );
}

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ default: z.coerce.string().default("") })).default({}),
  runs: z.object({
    using: z.literal("node24"),
    main: z.string(),
    post: z.string().optional(),
    "post-if": z.literal("always()").optional(),
  }),
});

/** Upper case, spaces become underscores, hyphens stay. */
function variableOf(inputName: string): string {
  return `INPUT_${inputName.replaceAll(" ", "_").toUpperCase()}`;
}

function evaluate(value: string, context: Readonly<Record<string, string>>): string {
  return value.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const known = context[expression];
    if (known !== undefined) return known;
    const names = Object.keys(context).join(", ");
    throw new Error(
      `action.yml uses \${{ ${expression} }}, which the runner does not play: it knows ${names}.`,
    );
  });
}
