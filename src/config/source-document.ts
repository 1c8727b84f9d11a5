import { closest } from "fastest-levenshtein";
import {
  type Alias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from "yaml";
import type { z } from "zod";
import { UserError } from "../errors.ts";

/** One mistake, at a path of the document. */
export type Problem =
  | { readonly path: readonly PropertyKey[]; readonly issue: z.core.$ZodIssue }
  | {
      readonly path: readonly PropertyKey[];
      readonly unknownKey: { readonly key: string; readonly known: readonly string[] };
    };

/** A YAML document that can say in which line and column a value stands. */
export class SourceDocument {
  /** The document as plain values; null when it is empty. */
  readonly value: unknown;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #path: string;

  private constructor(value: unknown, document: Document, lines: LineCounter, path: string) {
    this.value = value;
    this.#document = document;
    this.#lines = lines;
    this.#path = path;
  }

  /** @throws UserError when the text is not YAML, with line and column */
  static parse(text: string, path: string): SourceDocument {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const refusal = (cause: Error, offset: number) => {
      const { line, col } = lines.linePos(offset);
      return new UserError(
        "invalid-configuration",
        `${path}:${line}:${col}: not valid YAML: ${cause.message} Correct the file; nothing was changed.`,
        { cause },
      );
    };
    const [error] = document.errors;
    if (error) throw refusal(error, error.pos[0]);
    try {
      return new SourceDocument(document.toJS(), document, lines, path);
    } catch (cause) {
      // Of an alias without its anchor, or of far too many, the library tells only now.
      if (cause instanceof ReferenceError) throw refusal(cause, troublesomeAlias(document));
      throw cause;
    }
  }

  has(path: readonly PropertyKey[]): boolean {
    return this.#document.hasIn(path);
  }

  /** @throws UserError that lists every problem, one line each; returns when there are none */
  refuse(problems: readonly Problem[]): void {
    const lines = [
      ...new Set(problems.map((problem) => `${this.#position(problem.path)}: ${sentence(problem)}`)),
    ];
    if (lines.length === 0) return;
    const intro = lines.length === 1 ? "a mistake" : `${lines.length} mistakes`;
    throw new UserError(
      "invalid-configuration",
      [`${this.#path} has ${intro}; nothing was changed.`, ...lines].join("\n"),
    );
  }

  /** `file:line:column` of the key at a path, or of the nearest mapping around it that exists. */
  #position(path: readonly PropertyKey[]): string {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const parent = this.#document.getIn(path.slice(0, depth - 1), true);
      const offset = isMap(parent)
        ? parent.items
            .filter(isPair)
            .flatMap(({ key }) => (isScalar(key) && key.value === path[depth - 1] ? [key] : []))[0]
            ?.range?.[0]
        : childOffset(this.#document.getIn(path.slice(0, depth), true));
      if (offset !== undefined) {
        const { line, col } = this.#lines.linePos(offset);
        return `${this.#path}:${line}:${col}`;
      }
    }
    return `${this.#path}:1:1`;
  }
}

/** Offset of the first alias without an anchor, or else of the first alias. */
function troublesomeAlias(document: Document): number {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  const alias = aliases.find((one) => one.resolve(document) === undefined) ?? aliases[0];
  return childOffset(alias) ?? 0;
}

function childOffset(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function sentence(problem: Problem): string {
  const path = problem.path.join(".");
  if ("unknownKey" in problem) {
    const { key, known } = problem.unknownKey;
    const suggestion = known.length > 0 ? ` Did you mean "${closest(key, [...known])}"?` : "";
    return `${path} is an unknown key.${suggestion} Allowed: ${known.join(", ")}.`;
  }
  const { issue } = problem;
  if (issue.code === "invalid_type" && issue.input === undefined) {
    return `${path || "the file"} is missing: expected ${issue.expected}.`;
  }
  return `${path || "the file"}${given(problem.path, issue.input)}: ${allowed(issue)}.`;
}

/** The value as it was written; never that of a variable or an address, where somebody may have put a secret. */
function given(path: readonly PropertyKey[], input: unknown): string {
  const isShown =
    input !== undefined &&
    typeof input !== "object" &&
    !path.includes("env") &&
    !path.includes("secrets") &&
    path.at(-1) !== "api_url";
  return isShown ? ` is ${JSON.stringify(input)}` : "";
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `allowed are ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return `expected ${issue.expected}`;
    case "invalid_key":
      return `allowed is ${issue.issues.map((inner) => inner.message).join("; ")}`;
    case "invalid_format":
      return `allowed is ${issue.message}`;
    default:
      return issue.message;
  }
}
