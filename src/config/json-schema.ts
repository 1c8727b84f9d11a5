import { z } from "zod";
import { deploymentSchema, environmentShape, fileShape } from "./schema.ts";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON schema of `prefect-worker.yml` with which editors complete and check it. */
export function configurationJsonSchema(): JsonSchema {
  const deployment = takingPlaceholders(toJsonSchema(deploymentSchema));
  const environment = toJsonSchema(z.strictObject(environmentShape));
  const file = toJsonSchema(z.strictObject(fileShape));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "prefect-worker.yml",
    description: "Configuration of the GitHub Action prefect-ecs-worker.",
    type: "object",
    properties: {
      ...file.properties,
      ...deployment.properties,
      environments: {
        description: "Environments by name; each may override anything above.",
        type: "object",
        minProperties: 1,
        propertyNames: { pattern: "^[a-z][a-z0-9-]*[a-z0-9]$", maxLength: 32 },
        additionalProperties: {
          type: "object",
          properties: { ...environment.properties, ...optional(deployment).properties },
          required: ["branches"],
          additionalProperties: false,
        },
      },
    },
    // What the base leaves out, each environment may bring: the action checks that.
    required: ["name", "environments"],
    additionalProperties: false,
  };
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
}

/** The same schema, at any depth: a text with a placeholder is checked once that is filled in, by no editor. */
function takingPlaceholders<Schema>(schema: Schema): Schema {
  // Of the same shape, with other patterns.
  if (Array.isArray(schema)) return schema.map(takingPlaceholders) as Schema;
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema)
    .filter(([key, value]) => !(key === "format" && typeof value === "string"))
    .map(([key, value]: [string, unknown]) => [
      key,
      key === "pattern" && typeof value === "string" ? `${PLACEHOLDER}|${value}` : takingPlaceholders(value),
    ]);
  return Object.fromEntries(parts) as Schema;
}

/** As `{environment}` and `{branch}` are written. */
const PLACEHOLDER = String.raw`\{\w+\}`;

/** The same schema with nothing required and no defaults, at any depth: an override names only what differs. */
function optional(schema: JsonSchema): JsonSchema {
  const { required: _required, default: _default, properties, ...rest } = schema;
  if (properties === undefined) return rest;
  const relaxed = Object.entries(properties).map(([key, value]) => [
    key,
    typeof value === "object" ? optional(value) : value,
  ]);
  return { ...rest, properties: Object.fromEntries(relaxed) as NonNullable<JsonSchema["properties"]> };
}
