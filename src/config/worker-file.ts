import { z } from "zod";
import { merged } from "../../stacks/lib/merged.ts";
import { knownKeys } from "./known-keys.ts";
import { presetValues } from "./presets.ts";
import {
  deploymentSchema,
  deploymentShape,
  environmentSchema,
  environmentShape,
  fileShape,
  type DeploymentConfig,
  type EnvironmentEntry,
} from "./schema.ts";
import { SourceDocument, type Problem } from "./source-document.ts";

/** A `prefect-worker.yml` that is valid for each of its environments. */
export interface WorkerFile {
  readonly name: string;
  /** In the order of the file: the first whose globs match a branch is that branch's. */
  readonly environments: ReadonlyMap<string, EnvironmentEntry>;
  /**
   * The deployment of one entry with `{placeholder}`s replaced in all its strings.
   * @throws UserError when a value is no longer allowed once it is filled in
   */
  deployment(entry: string, placeholders: Readonly<Record<string, string>>): DeploymentConfig;
}

/**
 * Reads the text of a `prefect-worker.yml`; `path` is what errors call it.
 * @throws UserError that lists every mistake with line, column, the value given and what is allowed
 */
export function parseWorkerFile(text: string, path: string): WorkerFile {
  const source = SourceDocument.parse(text, path);
  const { name, environments, ...base } = topLevel(source);
  const entries = new Map<string, EnvironmentEntry>();
  const problems: Problem[] = [];
  for (const [key, raw] of Object.entries(environments)) {
    const { entry, deployment } = splitEntry(key, raw, base);
    const read = environmentSchema.safeParse(entry, { reportInput: true });
    if (read.success) entries.set(key, read.data);
    else problems.push(...located(read.error, (at) => ["environments", key, ...at]));
    // As it will be filled in; the real branch comes later and may yet break a limit.
    const example = fillIn(deployment, { environment: key, branch: "branch" });
    const checked = deploymentSchema.safeParse(example, { reportInput: true });
    if (!checked.success) problems.push(...located(checked.error, overrideOrBase(source, key)));
  }
  source.refuse(problems);

  return {
    name,
    environments: entries,
    deployment(key, placeholders) {
      const filled = fillIn(splitEntry(key, environments[key] ?? {}, base).deployment, placeholders);
      const read = deploymentSchema.safeParse(filled, { reportInput: true });
      if (!read.success) source.refuse(located(read.error, overrideOrBase(source, key)));
      return deploymentSchema.parse(filled);
    },
  };
}

function topLevel(source: SourceDocument) {
  const sections = Object.fromEntries(
    Object.keys(deploymentShape).map((key) => [key, z.unknown().optional()]),
  );
  const read = z
    .strictObject({ ...fileShape, ...sections })
    .refine((file) => Object.keys(file.environments).length > 0, {
      error: "at least one environment, such as production: { branches: [main] }",
      path: ["environments"],
    })
    .safeParse(source.value, { reportInput: true });
  if (read.success) return read.data;
  source.refuse(located(read.error, (at) => at));
  throw read.error;
}

/** An entry's own keys, and the deployment that its other keys override. */
function splitEntry(
  key: string,
  raw: Readonly<Record<string, unknown>>,
  base: Readonly<Record<string, unknown>>,
) {
  const isOverride = ([name]: [string, unknown]) => name in deploymentShape;
  const overrides = Object.fromEntries(Object.entries(raw).filter(isOverride));
  const entry = Object.fromEntries(Object.entries(raw).filter((pair) => !isOverride(pair)));
  const written = merged(base, overrides);
  return { key, entry, deployment: merged(presetValues(written["preset"]), written) };
}

/** A mistake in a merged deployment is shown where it was written: in the override, else in the base. */
function overrideOrBase(source: SourceDocument, key: string) {
  return (at: readonly PropertyKey[]) => {
    const override = ["environments", key, ...at];
    return source.has(override) ? override : at;
  };
}

function located(
  error: z.ZodError,
  place: (path: readonly PropertyKey[]) => readonly PropertyKey[],
): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code !== "unrecognized_keys") return [{ path: place(issue.path), issue }];
    return issue.keys.map((key) => ({
      path: place([...issue.path, key]),
      unknownKey: { key, known: keysAround(issue.path, place([])) },
    }));
  });
}

/** The keys that are known where an unknown one stands, for the suggestion beside it. */
function keysAround(path: readonly PropertyKey[], root: readonly PropertyKey[]): string[] {
  if (path.length > 0) return knownKeys(deploymentSchema, path);
  return root[0] === "environments"
    ? Object.keys({ ...environmentShape, ...deploymentShape })
    : Object.keys({ ...fileShape, ...deploymentShape });
}

function fillIn(value: unknown, placeholders: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") {
    return value.replace(/\{(\w+)\}/g, (whole, name: string) => placeholders[name] ?? whole);
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, placeholders));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, placeholders)]));
  }
  return value;
}
