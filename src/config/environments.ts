import picomatch from "picomatch";
import { UserError } from "../errors.ts";
import { branchPlaceholder, deploymentName, ephemeralEnvironment } from "./names.ts";
import type { DeploymentConfig, EnvironmentEntry } from "./schema.ts";
import type { WorkerFile } from "./worker-file.ts";

/** One environment, ready to be deployed. */
export interface Environment {
  /** `name` of the configuration file. */
  readonly project: string;
  /** `production`, or for an ephemeral entry `preview-feature-x-3f2a91`. */
  readonly name: string;
  /** Key under `environments` in the configuration file. */
  readonly entry: string;
  readonly deploymentName: string;
  readonly branch: string;
  readonly isProtected: boolean;
  readonly isEphemeral: boolean;
  readonly ttlSeconds?: number;
  readonly deployment: DeploymentConfig;
}

/** As in GitHub's own branch filters, `feature/**` does not match the branch `feature`. */
const GLOBS = { strictSlashes: true };

/** The environment that a branch deploys, or nothing when no entry names the branch. */
export function environmentOfBranch(file: WorkerFile, branch: string): Environment | undefined {
  for (const [key, entry] of file.environments) {
    if (picomatch.isMatch(branch, [...entry.branches], GLOBS)) return environment(file, key, entry, branch);
  }
  return undefined;
}

/**
 * The environment of an entry by its name, as the input `environment` gives it. An ephemeral entry needs
 * the branch as well, since it has one environment for each.
 * @throws UserError when the file has no such entry
 */
export function environmentByName(file: WorkerFile, name: string, branch: string): Environment {
  const entry = file.environments.get(name);
  if (entry !== undefined) return environment(file, name, entry, branch);
  for (const [key, candidate] of file.environments) {
    if (candidate.ephemeral && ephemeralEnvironment(key, branch) === name) {
      return environment(file, key, candidate, branch);
    }
  }
  throw new UserError(
    "unknown-environment",
    `The input environment is "${name}": the configuration has no such environment. ` +
      `Use one of: ${[...file.environments.keys()].join(", ")}.`,
  );
}

function environment(file: WorkerFile, key: string, entry: EnvironmentEntry, branch: string): Environment {
  const name = entry.ephemeral ? ephemeralEnvironment(key, branch) : key;
  const deployment = deploymentName(file.name, name);
  return {
    project: file.name,
    name,
    entry: key,
    deploymentName: deployment,
    branch,
    isProtected: entry.protected,
    isEphemeral: entry.ephemeral,
    ...(entry.ttl === undefined ? {} : { ttlSeconds: entry.ttl }),
    deployment: file.deployment(key, { environment: name, branch: branchPlaceholder(branch) }),
  };
}
