import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import { environmentByName } from "../../src/config/environments.ts";
import { PRESET_NAMES } from "../../src/config/presets.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import { type Surroundings, workerStackConfig } from "../../src/config/worker-stack-config.ts";
import type { WorkerStackConfig } from "../../stacks/config.ts";

/** A configuration that the product must be right for: a preset, an option, or an environment of an example. */
export interface Subject {
  /** `preset production`, `with a key of its own`, `example basic, preview` */
  readonly name: string;
  readonly config: WorkerStackConfig;
}

const EXAMPLES = join(import.meta.dirname, "..", "..", "examples");

/** What an example's file leaves to the action; nothing is ever sent there. */
const SURROUNDINGS: Surroundings = {
  region: "eu-west-1",
  prefect: {
    apiUrl: "https://api.prefect.cloud/api/accounts/a/workspaces/w",
    credential: { kind: "api-key", version: 1 },
  },
};

/** Options that make resources, each by itself: not every one is in an example. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "with a key of its own": { encryption: { create_key: true } },
  "with a VPC of its own": {
    network: { create: { nat: "per-zone", endpoints: ["ec2", "ecr.api", "ecr.dkr", "ecs", "logs", "sqs"] } },
  },
  "with a VPC and a key of its own": { network: { create: {} }, encryption: { create_key: true } },
  "with an image and secrets of its own": {
    worker: {
      image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/worker:1",
      secrets: {
        TOKEN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:etl/token-AbCdEf",
        HOST: "arn:aws:ssm:eu-west-1:111122223333:parameter/etl/host",
      },
    },
  },
  "on Fargate Spot": { worker: { capacity: "mixed" } },
  "on EC2 instances": { worker: { capacity: "ec2", ec2: { instance_type: "m7i.large" } } },
  "with a shell": { worker: { exec: true, read_only_root: false }, encryption: { create_key: true } },
  "with a shell and no key": { worker: { exec: true, read_only_root: false } },
  "with a shell in somebody's cluster": {
    cluster: { existing: "shared" },
    worker: { exec: true, read_only_root: false },
  },
  "with somebody's key": {
    encryption: {
      key_arn: "arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000",
    },
  },
  "with alarms of late runs": { alarms: { late_runs: true } },
  "with autoscaling": { autoscaling: { max: 4 } },
};

/** No preset, each preset, each option, and every environment of every folder below `examples/`. */
export function subjects(): Subject[] {
  return [...presets(), ...options(), ...examples()];
}

export function presets(): Subject[] {
  return [
    ...subjectsOf("no preset", minimalFile({})),
    ...PRESET_NAMES.flatMap((preset) => subjectsOf(`preset ${preset}`, minimalFile({ preset }))),
  ];
}

export function options(): Subject[] {
  return Object.entries(OPTIONS).flatMap(([name, option]) => subjectsOf(name, minimalFile(option)));
}

function minimalFile(more: Readonly<Record<string, unknown>>): string {
  return stringify({
    name: "etl",
    work_pool: { name: "etl" },
    network: { subnet_ids: ["subnet-0a", "subnet-0b"] },
    environments: { production: { branches: ["main"] } },
    ...more,
  });
}

export function examples(): Subject[] {
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
