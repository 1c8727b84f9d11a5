import { z } from "zod";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The keys that a schema knows at a path, in its order; none where anything may stand. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, { io: "input" });
  return keysAt(root, path.map(String));
}

function keysAt(schema: JsonSchema, [key, ...rest]: readonly string[]): string[] {
  const alternatives = [schema, ...(schema.anyOf ?? [])].filter((each) => typeof each === "object");
  if (key === undefined) return alternatives.flatMap(({ properties = {} }) => Object.keys(properties));
  return alternatives.flatMap(({ properties, additionalProperties }) => {
    const inner = properties?.[key] ?? additionalProperties;
    return typeof inner === "object" ? keysAt(inner, rest) : [];
  });
}
