import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import { parse } from "yaml";
import { z } from "zod";
import { skips } from "../__tests__/checkov/skips.ts";
import { CONTROLS } from "../__tests__/stacks/controls/index.ts";
import { NOT_HELD } from "../__tests__/stacks/controls/not-held.ts";
import { examples, presets } from "../__tests__/stacks/subjects.ts";
import { configurationJsonSchema } from "../src/config/json-schema.ts";
import { PRESETS } from "../src/config/presets.ts";
import { deploymentSchema } from "../src/config/schema.ts";
import { complianceTables } from "./compliance-tables.ts";
import { costTable } from "./cost-table.ts";
import { diagnosisPage } from "./diagnosis-table.ts";
import { fillMarkers, presetTable, quoted, readmeTables, type ObjectSchema } from "./readme-tables.ts";

/**
 * Writes what is made from other files: the JSON schema of the configuration, and the README's tables, those of
 * what the tests hold and what it costs included, its example of a comment, and the page of causes. With `--check`
 * it writes nothing and fails when something is stale.
 */
const ROOT = join(import.meta.dirname, "..");

const schema = configurationJsonSchema();
const generated: Readonly<Record<string, string>> = {
  "schema/prefect-worker.schema.json": `${JSON.stringify(schema, null, 2)}\n`,
  "docs/diagnosis.md": await prettier.format(diagnosisPage(), { parser: "markdown", printWidth: 110 }),
  "README.md": await prettier.format(readme(), { parser: "markdown", printWidth: 110 }),
};

const stale = Object.entries(generated).filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`${path} is stale: run npm run generate and commit the result.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
}

function readme(): string {
  const described = z.record(
    z.string(),
    z.object({
      description: z.string(),
      required: z.boolean().optional(),
      default: z.string().optional(),
    }),
  );
  const action = z.object({ inputs: described, outputs: described }).parse(parse(read("action.yml")));
  // The tables read of the schema what is the same in every draft. It requires of the file what every file has to
  // have; the tables tell what an environment has to have in the end, its own keys included.
  const needed = z.toJSONSchema(deploymentSchema, { io: "input" }).required ?? [];
  const required = [...(schema.required ?? []), ...needed];
  const configuration = { ...(schema as ObjectSchema), required };
  const failure = quoted(read("__tests__/report/__fixtures__/failed.md"));
  return fillMarkers(read("README.md"), {
    ...readmeTables({ action, configuration }),
    presets: presetTable(PRESETS),
    ...complianceTables(CONTROLS, NOT_HELD, skips()),
    cost: costTable([...presets(), ...examples()]),
    failure,
  });
}

function read(path: string): string {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
