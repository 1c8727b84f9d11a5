import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import prettier from "prettier";
import { parse } from "yaml";
import { z } from "zod";
import { configurationJsonSchema, documentedSections } from "../src/config/json-schema.ts";

/**
 * Writes what is made from other files: the JSON schema of the configuration, and the README's tables of
 * inputs, outputs and configuration. With `--check` it writes nothing and fails when something is stale.
 */
const ROOT = join(import.meta.dirname, "..");

const generated: Record<string, string> = {
  "schema/prefect-worker.schema.json": `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`,
  "README.md": await prettier.format(readme(), { parser: "markdown", printWidth: 110 }),
};

const stale = Object.entries(generated).filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`${path} is stale: run npm run generate.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
}

function readme(): string {
  const { inputs, outputs } = actionMetadata();
  const tables: Record<string, string> = {
    inputs: table(
      ["input", "default", "meaning"],
      Object.entries(inputs).map(([name, input]) => [code(name), input.default && code(input.default), input.description]),
    ),
    outputs: table(
      ["output", "meaning"],
      Object.entries(outputs).map(([name, output]) => [code(name), output.description]),
    ),
    configuration: table(["key", "type", "default", "meaning"], configurationRows()),
  };
  return Object.entries(tables).reduce(
    (text, [name, body]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[^]*?(<!-- ${name}:end -->)`),
        (_, start: string, end: string) => `${start}\n${body}\n\n${end}`,
      ),
    read("README.md"),
  );
}

function actionMetadata() {
  const described = z.object({ description: z.string().transform((text) => text.trim()), default: z.string().default("") });
  return z
    .object({ inputs: z.record(z.string(), described), outputs: z.record(z.string(), described) })
    .parse(parse(read("action.yml")));
}

interface Property {
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Property>>;
}

function configurationRows(): string[][] {
  const schema = configurationJsonSchema() as { properties: Record<string, Property & { additionalProperties: Property }> };
  const row = (key: string, { type = "", default: value, description = "" }: Property) => [
    code(key),
    type,
    value === undefined ? "" : code(JSON.stringify(value)),
    description,
  ];
  const section = (key: string, property: Property): string[][] =>
    property.properties
      ? Object.entries(property.properties).map(([name, inner]) => row(`${key}.${name}`, inner))
      : [row(key, property)];
  const { name, environments, ...sections } = schema.properties;
  const entry = environments?.additionalProperties.properties ?? {};
  return [
    ...(name ? [row("name", name)] : []),
    ...Object.entries(sections).flatMap(([key, property]) => section(key, property)),
    ...Object.entries(entry)
      .filter(([key]) => !documentedSections.includes(key))
      .map(([key, property]) => row(`environments.<name>.${key}`, property)),
  ];
}

function table(header: string[], rows: string[][]): string {
  return markdownTable([header, ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))]);
}

function code(text: string): string {
  return `\`${text}\``;
}

function read(path: string): string {
  try {
    return readFileSync(join(ROOT, path), "utf8");
  } catch {
    return "";
  }
}
