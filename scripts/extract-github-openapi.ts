/**
 * Writes `local/github/openapi.json`: the operations that are played, and the schemas that they reach, out
 * of GitHub's OpenAPI description.
 *
 *     node scripts/extract-github-openapi.ts [--from <unpacked @octokit/openapi>]
 *
 * The package unpacks to 385 MB, so it is fetched into a temporary folder instead of being a dependency.
 * The description is OpenAPI 3.0, whose `nullable` is no JSON Schema; the extract is OpenAPI 3.1, whose
 * schemas any validator understands.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { operationIds } from "../local/github/operations.ts";

const packageVersion = "23.0.2";
const extractFile = new URL("../local/github/openapi.json", import.meta.url);

/** What is kept of a schema; everything else, such as examples and prose, validates nothing. */
const keywordsOfSchemas = ["items", "additionalProperties", "not"];
const keywordsOfSchemaLists = ["allOf", "anyOf", "oneOf"];
const keywordsOfValues = [
  ...["$ref", "type", "required", "enum", "format", "pattern", "minimum", "maximum"],
  ...["minLength", "maxLength", "minItems", "maxItems", "uniqueItems"],
];

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

const { from } = parseArgs({ options: { from: { type: "string" } } }).values;
const description = from === undefined ? fetchDescription() : readDescription(from);
const extract = extractOperations(description);
writeFileSync(extractFile, await format(JSON.stringify(extract), { parser: "json", printWidth: 110 }));

function fetchDescription(): JsonObject {
  const directory = mkdtempSync(join(tmpdir(), "github-openapi-"));
  try {
    const packed = execFileSync("npm", ["pack", `@octokit/openapi@${packageVersion}`], { cwd: directory });
    execFileSync("tar", ["xzf", packed.toString().trim()], { cwd: directory });
    return readDescription(join(directory, "package"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function readDescription(packageDirectory: string): JsonObject {
  const file = join(packageDirectory, "generated", "api.github.com.json");
  return object(JSON.parse(readFileSync(file, "utf8")) as Json); // What JSON.parse returns.
}

function extractOperations(source: JsonObject): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  const missing = new Set<string>(operationIds);
  for (const [path, methods] of Object.entries(object(source["paths"]))) {
    for (const [method, operation] of Object.entries(object(methods))) {
      const { operationId } = object(operation);
      if (typeof operationId !== "string" || !missing.delete(operationId)) continue;
      (paths[path] ??= {})[method] = extractOperation(source, object(operation));
    }
  }
  if (missing.size > 0) {
    throw new Error(
      `GitHub describes no operation ${[...missing].join(", ")}. Mend local/github/operations.ts.`,
    );
  }
  return {
    openapi: "3.1.0",
    info: { title: "Extract of GitHub's REST API", version: packageVersion },
    paths,
    components: { schemas: reachedSchemas(source, paths) },
  };
}

function extractOperation(source: JsonObject, operation: JsonObject): JsonObject {
  const parameters = array(operation["parameters"] ?? []).map((parameter) => {
    const { name, in: location, required, schema, "x-multi-segment": multi } = resolve(source, parameter);
    return {
      ...{ name: defined(name), in: defined(location), required: required === true },
      schema: jsonSchema(defined(schema)),
      // A path parameter that may hold slashes, such as the ref `heads/feature/x`.
      ...(multi === true ? { "x-multi-segment": true } : {}),
    };
  });
  const requestBody = operation["requestBody"];
  const responses = mapValues(object(operation["responses"]), (response) =>
    jsonContent(resolve(source, response)),
  );
  return {
    operationId: defined(operation["operationId"]),
    parameters,
    ...(requestBody === undefined
      ? {}
      : {
          requestBody: {
            required: object(requestBody)["required"] === true,
            ...jsonContent(object(requestBody)),
          },
        }),
    responses,
  };
}

/** The JSON form of a body; other media types, examples, headers and prose are left behind. */
function jsonContent(body: JsonObject): JsonObject {
  const content = object(body["content"] ?? {})["application/json"];
  if (content === undefined) return {};
  return { content: { "application/json": { schema: jsonSchema(defined(object(content)["schema"])) } } };
}

/** Error bodies are always among them: GitHub sends them with statuses that it does not describe. */
function reachedSchemas(source: JsonObject, paths: Json): JsonObject {
  const schemas = object(object(source["components"])["schemas"]);
  const reached: Record<string, Json> = {};
  const waiting = ["basic-error", "validation-error", ...references(paths)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in reached) continue;
    const schema = jsonSchema(defined(schemas[name]));
    reached[name] = schema;
    waiting.push(...references(schema));
  }
  return Object.fromEntries(Object.entries(reached).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function references(json: Json): string[] {
  return [...JSON.stringify(json).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name ?? "",
  );
}

/** Turns a schema of OpenAPI 3.0 into JSON Schema. */
function jsonSchema(schema: Json): Json {
  if (typeof schema === "boolean") return schema;
  const { nullable, ...keywords } = object(schema);
  const kept: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(keywords)) {
    if (keywordsOfValues.includes(keyword)) kept[keyword] = value;
    else if (keywordsOfSchemas.includes(keyword)) kept[keyword] = jsonSchema(value);
    else if (keywordsOfSchemaLists.includes(keyword)) kept[keyword] = array(value).map(jsonSchema);
    else if (keyword === "properties") kept[keyword] = mapValues(object(value), jsonSchema);
  }
  // GitHub sends an empty string where there is no URL: the default breaks the format that stands beside it.
  if (keywords["default"] === "") delete kept["format"];
  return nullable === true ? orNull(kept) : kept;
}

function orNull(schema: JsonObject): JsonObject {
  const { type, enum: allowed } = schema;
  if (typeof type !== "string") return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    type: [type, "null"],
    ...(allowed === undefined ? {} : { enum: [...new Set([...array(allowed), null])] }),
  };
}

/** Follows `#/components/parameters/owner`, if it is one. */
function resolve(source: JsonObject, json: Json): JsonObject {
  const reference = object(json)["$ref"];
  if (typeof reference !== "string") return object(json);
  return reference
    .split("/")
    .slice(1)
    .reduce((within, key) => object(defined(within[key])), source);
}

function mapValues(json: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, change(value)]));
}

function object(json: Json | undefined): JsonObject {
  if (isObject(json)) return json;
  throw new Error(
    `GitHub's description is built otherwise than expected: ${JSON.stringify(json)} is no object.`,
  );
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !isArray(json);
}

function array(json: Json): readonly Json[] {
  if (isArray(json)) return json;
  throw new Error(
    `GitHub's description is built otherwise than expected: ${JSON.stringify(json)} is no list.`,
  );
}

function isArray(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

function defined(json: Json | undefined): Json {
  if (json !== undefined) return json;
  throw new Error("GitHub's description is built otherwise than expected: a part is missing.");
}
