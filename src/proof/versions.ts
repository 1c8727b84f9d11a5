/** A version of Prefect, or as much as is told of it: `3` or `3.6` or `3.6.5`. */
export type PrefectVersion = readonly number[];

/**
 * Prefect's version in an image, from the tag that Prefect's makers give it: `prefecthq/prefect:3.6.5-python3.12`,
 * `…/prefect-aws:0.7.5-python3.12-prefect3.6.20`. Nothing for an image of somebody's own, whose tags mean
 * something else, and for a tag that tells no version of Prefect, such as `prefect-aws:0.7.12-python3.12`.
 */
export function imageVersion(image: string): PrefectVersion | undefined {
  const { repository, tag } = TAGGED.exec(image)?.groups ?? {};
  if (repository === undefined || tag === undefined) return undefined;
  const told = repository === "prefect" ? OF_PREFECT.exec(tag) : OF_PREFECT_AWS.exec(tag);
  return told?.[1] === undefined ? undefined : parseVersion(told[1]);
}

/** A mirror keeps the last two parts of the name. */
const TAGGED = /(?:^|\/)prefecthq\/(?<repository>prefect|prefect-aws):(?<tag>[\w.-]+)(?:@\S+)?$/;
const OF_PREFECT = /^(\d+(?:\.\d+){0,2})(?:$|-)/;
const OF_PREFECT_AWS = /-prefect(\d+(?:\.\d+){0,2})(?:$|-)/;

/** The numbers that a version begins with; what follows, such as `.dev1` or `rc1`, does not order releases. */
export function parseVersion(text: string): PrefectVersion | undefined {
  const numbers = /^\d+(?:\.\d+){0,2}/.exec(text)?.[0];
  return numbers?.split(".").map(Number);
}

/**
 * Why a server's version does not fit a worker's, as a clause; nothing when it does. Prefect's client refuses a server
 * of another major version, and warns of one that is older than itself
 * (prefect/client/orchestration, raise_for_api_version_mismatch).
 */
export function incompatibility(server: PrefectVersion, worker: PrefectVersion): string | undefined {
  if (server[0] !== worker[0]) return "their major versions differ";
  const isOlder = worker.some(
    (number, index) =>
      (server[index] ?? 0) < number && worker.slice(0, index).every((before, i) => before === server[i]),
  );
  return isOlder ? "the server is older than the worker" : undefined;
}

export function versionText(version: PrefectVersion): string {
  return version.join(".");
}
