import { markdownTable } from "markdown-table";

/** What the tables are made from: `action.yml` and the JSON schema of the configuration, as far as they tell it. */
export interface TableSources {
  readonly action: {
    readonly inputs: Readonly<Record<string, Described>>;
    readonly outputs: Readonly<Record<string, Described>>;
  };
  readonly configuration: ObjectSchema;
}

interface Described {
  readonly description: string;
  readonly required?: boolean | undefined;
  readonly default?: string | undefined;
}

/** A JSON schema as far as the tables show it. */
export interface PropertySchema {
  /** Several where any of them is allowed. */
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly anyOf?: readonly PropertySchema[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly items?: PropertySchema | undefined;
  readonly properties?: Readonly<Record<string, PropertySchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: PropertySchema | boolean | undefined;
}
export type ObjectSchema = PropertySchema & {
  readonly properties: Readonly<Record<string, PropertySchema>>;
};

/** The README's tables by the name of their markers. */
export function readmeTables({ action, configuration }: TableSources): Readonly<Record<string, string>> {
  return {
    inputs: table(
      ["input", "default", "meaning"],
      Object.entries(action.inputs).map(([name, input]) => [
        code(name),
        input.required === true ? "required" : input.default ? code(input.default) : "",
        input.description.trim(),
      ]),
    ),
    outputs: table(
      ["output", "meaning"],
      Object.entries(action.outputs).map(([name, output]) => [code(name), output.description.trim()]),
    ),
    configuration: table(["key", "type", "default", "meaning"], configurationRows(configuration)),
  };
}

/** What each preset sets: a row for each key. */
export function presetTable(presets: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const rows = Object.entries(presets).flatMap(([preset, values]) =>
    settings(values).map(([key, value]) => [code(preset), code(key), code(JSON.stringify(value))]),
  );
  return table(["preset", "sets", "to"], rows);
}

/** `{ logs: { retention_days: 7 } }` as `logs.retention_days` and 7. */
function settings(values: object, path: readonly string[] = []): [key: string, value: unknown][] {
  return Object.entries(values).flatMap(([key, value]: [string, unknown]): [string, unknown][] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? settings(value, [...path, key])
      : [[[...path, key].join("."), value]],
  );
}

/**
 * The text with each part between its markers, `<!-- name:start -->` and `<!-- name:end -->`.
 * @throws Error when a marker is missing: its part would go stale unseen
 */
export function fillMarkers(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [name, body]) => {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
    const from = filled.indexOf(start);
    const to = filled.indexOf(end, from);
    if (from < 0 || to < 0) {
      throw new Error(`The part ${name} has no place: write ${start} and ${end} where it belongs.`);
    }
    return `${filled.slice(0, from + start.length)}\n\n${body}\n\n${filled.slice(to)}`;
  }, text);
}

/**
 * A comment of the action as a quotation: without its hidden header, and without alerts, which GitHub shows at the
 * top level only.
 */
export function quoted(comment: string): string {
  const visible = comment.replace(/^<!--.*-->\n+/, "").replace(/^> \[!\w+\]\n/gm, "");
  return visible.trim().replaceAll(/^/gm, "> ");
}

/** The keys of every section, and then what an environment has beyond the sections that it may override. */
function configurationRows({ properties, required = [] }: ObjectSchema): string[][] {
  const { environments, ...sections } = properties;
  const entry = asSchema(environments?.additionalProperties);
  const own = Object.entries(entry?.properties ?? {}).filter(([key]) => !(key in sections));
  return [
    ...Object.entries(sections).flatMap(([key, section]) =>
      sectionRows(key, section, isIn(required, key) ? "required" : undefined),
    ),
    ...own.map(([key, property]) =>
      row(`environments.<name>.${key}`, property, isIn(entry?.required, key) ? "required" : undefined),
    ),
  ];
}

/** @param demand in what words the section itself is required; nothing where it may be left out */
function sectionRows(key: string, section: PropertySchema, demand: string | undefined): string[][] {
  if (section.properties === undefined) return [row(key, section, demand)];
  return Object.entries(section.properties).flatMap(([name, property]) => {
    const inner = isIn(section.required, name) ? (demand ?? `required with ${code(key)}`) : undefined;
    return [
      ...sectionRows(`${key}.${name}`, property, inner),
      ...itemRows(`${key}.${name}[]`, property.items),
    ];
  });
}

/** Of a list of mappings, the keys of each. */
function itemRows(key: string, item: PropertySchema | undefined): string[][] {
  return item?.properties === undefined ? [] : sectionRows(key, item, "required in each");
}

function row(key: string, property: PropertySchema, demand: string | undefined): string[] {
  const { default: value, description = "" } = property;
  const fallback = value === undefined ? "" : code(JSON.stringify(value));
  return [code(key), typeOf(property), demand ?? fallback, `${description}${allowedBy(property)}`];
}

/** The values that alone are allowed, where they are too many for the type. */
function allowedBy({ enum: values = [], items }: PropertySchema): string {
  const allowed = values.length > 0 ? values : (items?.enum ?? []);
  return allowed.length > FEW_VALUES ? ` Allowed: ${listed(allowed)}.` : "";
}

/** The type in words; where only some values are allowed and they are few, those. */
function typeOf({
  type = "",
  anyOf = [],
  enum: values = [],
  items,
  additionalProperties,
}: PropertySchema): string {
  if (anyOf.length > 0) return anyOf.map(typeOf).join(" or ");
  if (typeof type !== "string") return type.join(" or ");
  if (values.length > 0 && values.length <= FEW_VALUES) return listed(values);
  if (type === "array") return `list of ${typeOf(items ?? {})}s`;
  if (type === "object") return mappingOf(asSchema(additionalProperties) ?? {});
  return type || typeof values[0];
}

const FEW_VALUES = 5;

function listed(values: readonly unknown[]): string {
  return values.map((value) => code(String(value))).join(", ");
}

function mappingOf(values: PropertySchema): string {
  return Object.keys(values).length === 0 ? "mapping" : `mapping to ${typeOf(values)}s`;
}

function asSchema(value: PropertySchema | boolean | undefined): PropertySchema | undefined {
  return typeof value === "object" ? value : undefined;
}

function isIn(names: readonly string[] | undefined, name: string): boolean {
  return names?.includes(name) ?? false;
}

function table(header: string[], rows: string[][]): string {
  return markdownTable([header, ...rows.map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")))]);
}

function code(text: string): string {
  return `\`${text}\``;
}
