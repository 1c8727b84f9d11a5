/** A base job template that a worker or a person has filled in. */
export interface FilledTemplate {
  readonly [key: string]: unknown;
  readonly job_configuration: Tree;
  readonly variables: {
    readonly [key: string]: unknown;
    readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

type Tree = Readonly<Record<string, unknown>>;

/**
 * Where the job configuration refers to a variable, in the templates of prefect-aws 0.4 to 0.7
 * (`ECSJobConfiguration`); a variable that is not listed has a place of its own name.
 */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  capacity_provider_strategy: ["task_run_request", "capacityProviderStrategy"],
  cluster: ["task_run_request", "cluster"],
  cpu: ["task_definition", "cpu"],
  execution_role_arn: ["task_definition", "executionRoleArn"],
  family: ["task_definition", "family"],
  image: ["task_definition", "containerDefinitions", "0", "image"],
  memory: ["task_definition", "memory"],
  task_role_arn: ["task_run_request", "overrides", "taskRoleArn"],
};

/**
 * The template with a variable in its schema and a reference to it in the job configuration, without which
 * a default has no effect; the same template when it has both, or a person's own value in the reference's
 * place, and nothing when there is no place for one.
 * @param value a value that the variable must be able to take
 */
export function complete(
  template: FilledTemplate,
  variable: string,
  value: unknown,
): FilledTemplate | undefined {
  const { job_configuration: configuration, variables } = template;
  if (literalOf(template, variable) !== undefined) return template;
  const isReferred = refersTo(configuration, variable);
  if (isReferred && variables.properties[variable] !== undefined) return template;
  const completed = isReferred
    ? configuration
    : withAt(configuration, placeOf(variable), `{{ ${variable} }}`);
  if (completed === undefined) return undefined;
  const property = { ...schemaFor(variable, value), ...variables.properties[variable] };
  return {
    ...template,
    job_configuration: completed,
    variables: { ...variables, properties: { ...variables.properties, [variable]: property } },
  };
}

/** What a person wrote into the job configuration in place of the reference to a variable. */
export function literalOf({ job_configuration: configuration }: FilledTemplate, variable: string): unknown {
  if (refersTo(configuration, variable)) return undefined;
  const found = placeOf(variable).reduce<unknown>(
    (parent, key) => (isTree(parent) ? parent[key] : undefined),
    configuration,
  );
  return found === null || found === "" ? undefined : found;
}

function placeOf(variable: string): readonly string[] {
  return PLACES[variable] ?? [variable];
}

/** Whether a job configuration refers to a variable, at whatever place. */
export function refersTo(value: unknown, variable: string): boolean {
  if (typeof value === "string") return new RegExp(`\\{\\{\\s*${variable}\\s*\\}\\}`).test(value);
  return isTree(value) && Object.values(value).some((child) => refersTo(child, variable));
}

/** A copy with the value set, or nothing when what it would be set in is not there. */
function withAt(tree: Tree, [key = "", ...rest]: readonly string[], value: unknown): Tree | undefined {
  if (rest.length === 0) return { ...tree, [key]: value };
  const child = tree[key];
  if (Array.isArray(child)) {
    const items: unknown[] = child;
    const [index, ...below] = rest;
    const item = items[Number(index)];
    const changed = isTree(item) ? withAt(item, below, value) : undefined;
    return changed && { ...tree, [key]: items.with(Number(index), changed) };
  }
  const changed = isTree(child) ? withAt(child, rest, value) : undefined;
  return changed && { ...tree, [key]: changed };
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}

/** As prefect-aws writes it, so that Prefect's UI shows a field for it. */
function schemaFor(variable: string, value: unknown): Readonly<Record<string, unknown>> {
  const title = variable.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());
  if (Array.isArray(value)) return { title, type: "array" };
  switch (typeof value) {
    case "boolean":
      return { title, type: "boolean", default: false };
    case "object":
      return { title, type: "object" };
    case "number":
      return { title, anyOf: [{ type: "integer" }, { type: "null" }], default: null };
    default:
      return { title, anyOf: [{ type: "string" }, { type: "null" }], default: null };
  }
}
