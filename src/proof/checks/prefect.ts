import type { Memory } from "../memory.ts";
import type { Observation, Expectation } from "../observation.ts";
import { unheard } from "../unheard.ts";
import type { Check } from "../verdict.ts";
import { incompatibility, parseVersion, versionText } from "../versions.ts";

/** Prefect answers with the credential, and its version fits the worker's. */
export function prefectCheck(
  { imageVersion }: Expectation,
  seen: Observation,
  { began, heard }: Memory,
): Check {
  const check = { id: "prefect", title: "Prefect answers, and its version fits the worker's" } as const;
  const { atSeconds, server, workers, refusal, trouble } = seen;
  if (refusal !== undefined) return { ...check, outcome: "failed", evidence: refusal.trouble };
  if (server === undefined || workers === undefined) {
    const last = (server && heard.workers?.last) ?? began ?? atSeconds;
    return { ...check, ...unheard("Prefect", atSeconds - last, trouble?.prefect) };
  }
  const accepted = "The API accepts the credential";
  switch (server.value.kind) {
    case "cloud":
      return { ...check, outcome: "passed", evidence: `${accepted}. Prefect Cloud fits every version.` };
    case "untold":
      return {
        ...check,
        outcome: "passed",
        evidence: `${accepted}. Its version was not told (${server.value.reason}).`,
      };
    case "told": {
      const { version } = server.value;
      const parsed = parseVersion(version);
      if (imageVersion === undefined || parsed === undefined) {
        return {
          ...check,
          outcome: "passed",
          evidence: `${accepted}. The server has ${version}; the image's tag does not tell the worker's.`,
        };
      }
      const problem = incompatibility(parsed, imageVersion);
      const versions = `the server has ${version}, the worker's image ${versionText(imageVersion)}`;
      return problem === undefined
        ? { ...check, outcome: "passed", evidence: `${accepted}; ${versions}.` }
        : {
            ...check,
            outcome: "failed",
            evidence: `Prefect's versions do not fit: ${versions}; ${problem}.`,
          };
    }
  }
}
