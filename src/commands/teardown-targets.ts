import { UserError } from "../errors.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { DestroyTarget } from "./decide.ts";

/** What a request to tear down comes to. */
export interface Teardown {
  readonly destroy: readonly EnvironmentRecord[];
  /** Environments that stay, each with the reason. */
  readonly keep: readonly { readonly record: EnvironmentRecord; readonly because: string }[];
}

/**
 * Which of a repository's environments a request means. A branch that is gone takes its ephemeral
 * environments along and no other; a name takes exactly that environment, protected or not, because
 * somebody asked for it by name.
 * @throws UserError when the name fits environments of several configurations
 */
export function teardownTargets(records: readonly EnvironmentRecord[], target: DestroyTarget): Teardown {
  if (target.by === "name") {
    const named = records.filter(({ environment }) => environment === target.environment);
    if (named.length <= 1) return { destroy: named, keep: [] };
    throw new UserError(
      "ambiguous-environment",
      `The input environment is "${target.environment}": ${named.map(({ deploymentName }) => deploymentName).join(" and ")} ` +
        "both have one. Nothing was destroyed; rename one of them in its configuration.",
    );
  }
  const ofBranch = records.filter(({ branch }) => branch === target.branch);
  return {
    destroy: ofBranch.filter((record) => reasonToKeep(record) === undefined),
    keep: ofBranch.flatMap((record) => {
      const because = reasonToKeep(record);
      return because === undefined ? [] : [{ record, because }];
    }),
  };
}

function reasonToKeep(record: EnvironmentRecord): string | undefined {
  if (record.protected) return "it is protected, and no event destroys a protected environment";
  if (!record.ephemeral) return "it is not ephemeral, and no event destroys a persistent environment";
  return undefined;
}
