import { readFileSync } from "node:fs";
import type { OperationId } from "./operations.ts";

/** What is used of OpenAPI 3.1; `openapi.json` is made by `scripts/extract-github-openapi.ts`. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface Operation {
  readonly operationId: OperationId;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Body & { readonly required: boolean };
  readonly responses: Readonly<Record<string, Body>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: object;
  /** Whether a path parameter may hold slashes, such as the ref `heads/feature/x`. */
  readonly "x-multi-segment"?: true;
}

/** Without content, the body is empty. */
export interface Body {
  readonly content?: { readonly "application/json": { readonly schema: object } };
}

// The script writes the file in this form, and a test compiles every operation of it.
export const openApi = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as OpenApi;

/** Finds the operation that a request means, with the parameters that its path holds, decoded. */
export function matchOperation(
  method: string,
  path: string,
): { readonly operation: Operation; readonly pathParameters: Record<string, string> } | undefined {
  for (const { pattern, operation } of pathPatterns) {
    if (operation.method !== method) continue;
    const groups = pattern.exec(path)?.groups;
    if (groups === undefined) continue;
    const decoded = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)] as const);
    return { operation: operation.description, pathParameters: Object.fromEntries(decoded) };
  }
  return undefined;
}

const pathPatterns = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, description]) => ({
    pattern: pathPattern(path, description),
    operation: { method: method.toUpperCase(), description },
  })),
);

/** `/repos/{owner}/{repo}` -> `^/repos/(?<owner>[^/]+)/(?<repo>[^/]+)$` */
function pathPattern(path: string, { parameters }: Operation): RegExp {
  const source = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const spansSegments = parameters.some(
      (parameter) => parameter.name === name && parameter["x-multi-segment"],
    );
    return `(?<${name}>${spansSegments ? ".+" : "[^/]+"})`;
  });
  return new RegExp(`^${source}$`);
}
