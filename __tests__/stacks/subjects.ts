import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import { environmentByName } from "../../src/config/environments.ts";
import { PRESET_NAMES } from "../../src/config/presets.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { type Surroundings, workerStackConfig } from "../../src/config/worker-stack-config.ts";
import type { WorkerStackConfig } from "../../stacks/config.ts";

/** A configuration that the product must be right for: a preset, or an environment of an example. */
export interface Subject {
  /** `preset production`, `example basic, preview` */
  readonly name: string;
  readonly config: WorkerStackConfig;
}

const EXAMPLES = join(import.meta.dirname, "..", "..", "examples");

/** What an example's file leaves to the action; nothing is ever sent there. */
const SURROUNDINGS: Surroundings = {
  region: "eu-west-1",
  prefect: {
    apiUrl: "https://api.prefect.cloud/api/accounts/a/workspaces/w",
    credential: { kind: "api-key", value: "pnu_placeholder" },
  },
};

/** No preset, each preset, and every environment of every folder below `examples/`. */
export function subjects(): Subject[] {
  return [...presets(), ...examples()];
}

function presets(): Subject[] {
  return [undefined, ...PRESET_NAMES].flatMap((preset) =>
    subjectsOf(preset === undefined ? "no preset" : `preset ${preset}`, minimalFile(preset)),
  );
}

function minimalFile(preset: string | undefined): string {
  return stringify({
    name: "etl",
    work_pool: { name: "etl" },
    network: { subnet_ids: ["subnet-0a", "subnet-0b"] },
    environments: { production: { branches: ["main"] } },
    ...(preset === undefined ? {} : { preset }),
  });
}

function examples(): Subject[] {
  return globSync("*/prefect-worker.yml", { cwd: EXAMPLES })
    .sort()
    .flatMap((path) =>
      subjectsOf(`example ${basename(dirname(path))}`, readFileSync(join(EXAMPLES, path), "utf8")),
    );
}

function subjectsOf(name: string, text: string): Subject[] {
  const file = parseWorkerFile(text, name);
  const environments = [...file.environments.keys()];
  return environments.map((environment) => ({
    name: environments.length === 1 ? name : `${name}, ${environment}`,
    config: workerStackConfig(environmentByName(file, environment, "feature/x"), SURROUNDINGS),
  }));
}
