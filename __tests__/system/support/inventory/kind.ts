import type { AwsOptions } from "../../../../local/world.ts";

/**
 * Lists everything of one kind that an account has and that is not gone: a text for each, in which the name of
 * its deployment stands, be it as a name, an ARN or a tag.
 */
export type Kind = (aws: AwsOptions) => Promise<readonly (string | undefined)[] | undefined>;

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** What has no name of its own is found by the tag that every resource of a deployment has. */
export function tagged(id: string | undefined, tags: readonly Tag[] | undefined): string {
  const deployment = tags?.find(({ Key }) => Key === "prefect-ecs-worker:deployment")?.Value;
  return `${id ?? ""} of ${deployment ?? "nobody"}`;
}
