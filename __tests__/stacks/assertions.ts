import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerStackConfig } from "../../stacks/config.ts";
import { synthesize } from "../../stacks/synthesize.ts";
import { stackConfig } from "./stack-config.ts";

export type Json = Readonly<Record<string, unknown>>;
type Elements = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What Terraform would read, and what `synthesize` says about it. */
export class Template {
  readonly revision: string;
  readonly warnings: readonly string[];
  readonly text: string;
  readonly root: Json;

  constructor(config: WorkerStackConfig) {
    const { revision, warnings, text } = stackOf(config);
    this.revision = revision;
    this.warnings = warnings;
    this.text = text;
    this.root = JSON.parse(text) as Json;
  }

  /** Sorted; data sources as `data.<type>.<name>`. */
  get addresses(): string[] {
    return [
      ...addressesOf("", this.#section("resource")),
      ...addressesOf("data.", this.#section("data")),
    ].sort();
  }

  /** The arguments of a resource or data source. */
  element(address: string): Json {
    const [type = "", name = ""] = address.replace(/^data\./, "").split(".");
    const found = this.#section(address.startsWith("data.") ? "data" : "resource")[type]?.[name];
    if (found === undefined) throw new Error(`${address} is not in the template.`);
    return Object.fromEntries(Object.entries(found).filter(([argument]) => argument !== "//"));
  }

  /** An argument that is itself JSON, with account and partition filled in for legibility. */
  parsed(address: string, argument: string): unknown {
    return JSON.parse(legible(String(this.element(address)[argument])));
  }

  /** The worker's container definition. */
  get container(): Json {
    const [container] = this.parsed("aws_ecs_task_definition.worker", "container_definitions") as Json[];
    return container ?? {};
  }

  #section(name: "resource" | "data"): Elements {
    return this.root[name] as Elements;
  }
}

export function template(overrides: Partial<WorkerStackConfig> = {}): Template {
  return new Template(stackConfig(overrides));
}

/** What `synthesize` says and writes. */
interface Stack {
  readonly revision: string;
  readonly warnings: readonly string[];
  readonly text: string;
}

export function synthesizedAnew(config: WorkerStackConfig): Stack {
  const outdir = mkdtempSync(join(tmpdir(), "stack-"));
  try {
    const { directory, revision, warnings } = synthesize(config, outdir);
    return { revision, warnings, text: readFileSync(join(directory, "cdk.tf.json"), "utf8") };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A configuration gives the same text each time, which is tested; many tests of a file look at the same one. */
const stacks = new Map<string, Stack>();

function stackOf(config: WorkerStackConfig): Stack {
  const key = JSON.stringify(config);
  const stack = stacks.get(key) ?? synthesizedAnew(config);
  stacks.set(key, stack);
  return stack;
}

/** Account 111122223333 and partition aws in place of what Terraform looks up. */
export function legible(text: string): string {
  return text
    .replaceAll("${data.aws_caller_identity.current.account_id}", "111122223333")
    .replaceAll("${data.aws_partition.current.partition}", "aws");
}

function addressesOf(prefix: string, elements: Elements): string[] {
  return Object.entries(elements).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${prefix}${type}.${name}`),
  );
}
