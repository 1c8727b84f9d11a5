import type { Repository } from "@octokit/webhooks-types";
import { examplePayload, retell } from "./examples.ts";

/** Where an event happens. */
export interface Place {
  /** `owner/name` */
  readonly repository: string;
  /** `main`, if left out. */
  readonly defaultBranch?: string;
}

/** The example repository of GitHub's pull requests, under another name. */
export function repositoryOf({ repository, defaultBranch = "main" }: Place): Repository {
  const example = examplePayload("pull_request", "opened").repository;
  return {
    ...retell(example, tellRepository(example, repository)),
    default_branch: defaultBranch,
    master_branch: defaultBranch,
  };
}

export function tellPlace<Payload extends { readonly repository: Repository }>(
  payload: Payload,
  place: Place,
): Payload {
  return {
    ...retell(payload, tellRepository(payload.repository, place.repository)),
    repository: repositoryOf(place),
  };
}

/** The full name first, since owner and name are parts of it. Whoever acts in an example is the owner. */
export function tellRepository(example: Repository, fullName: string): [string, string][] {
  const [owner = "", name = ""] = fullName.split("/");
  return [
    [example.full_name, fullName],
    [example.owner.login, owner],
    [example.name, name],
  ];
}
