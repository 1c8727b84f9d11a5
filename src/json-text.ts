import { z } from "zod";

/** A text that holds JSON, to be piped into the schema of its content. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "expected JSON" });
    return z.NEVER;
  }
});

/** Where a document differs from its schema, without its values: they may be secret. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".") || "document"}: ${message}`).join("; ");
}
