/** An image by its tag, taken apart as Docker does it. */
export interface TaggedImage {
  readonly kind: "tagged";
  /** As it was given, but for the tag: `prefecthq/prefect-aws`. */
  readonly name: string;
  readonly tag: string;
  /** `docker.io`, `quay.io`, `127.0.0.1:5000` */
  readonly host: string;
  /** The name of the repository within its registry: `library/python`. */
  readonly repository: string;
}

export type ImageReference = TaggedImage | { readonly kind: "digest" } | { readonly kind: "malformed" };

/** The only algorithm that ECS takes (API reference, ContainerDefinition.image). */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Takes an image reference apart; one without a tag means `latest`. */
export function parseImageReference(given: string): ImageReference {
  const { name, tag = "latest", digest } = REFERENCE.exec(given)?.groups ?? {};
  if (name === undefined) return { kind: "malformed" };
  if (digest !== undefined) return { kind: DIGEST.test(digest) ? "digest" : "malformed" };
  return { kind: "tagged", name, tag, ...placeOf(name) };
}

/** How the image is written with its digest: ECS documents `image@digest`, and not a tag beside it. */
export function withDigest({ name }: TaggedImage, digest: string): string {
  return `${name}@${digest}`;
}

/** The grammar of github.com/distribution/reference: a host, then parts in lower case. */
const HOST = String.raw`(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::\d+)?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const REFERENCE = new RegExp(
  String.raw`^(?<name>(?:${HOST}/)?${PART}(?:/${PART})*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>\S+))?$`,
);

/** The first part is a host when it looks like none of a repository's; else the image is Docker Hub's. */
function placeOf(name: string): Pick<TaggedImage, "host" | "repository"> {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:A-Z]/.test(first) || first === "localhost";
  const host = isHost ? first : DOCKER_HUB;
  const repository = isHost ? name.slice(slash + 1) : name;
  if (host !== DOCKER_HUB && host !== "index.docker.io") return { host, repository };
  return { host: DOCKER_HUB, repository: repository.includes("/") ? repository : `library/${repository}` };
}

/** What Docker calls its registry in references; its API is elsewhere, at registry-1.docker.io. */
export const DOCKER_HUB = "docker.io";
