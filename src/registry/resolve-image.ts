import { ecrDigest, inEcr, type EcrOptions } from "./ecr-digest.ts";
import { DOCKER_HUB, parseImageReference, withDigest, type TaggedImage } from "./image-reference.ts";
import { isLoopback } from "./loopback.ts";
import { manifestDigest } from "./manifest-digest.ts";
import { NotResolved, type Refusal } from "./not-resolved.ts";

/** What became of an image reference. */
export type ImageResolution =
  | { readonly kind: "resolved"; readonly image: string; readonly digest: string }
  /** It has a digest already: nobody was asked. */
  | { readonly kind: "pinned" }
  /** `why` is a clause: "quay.io answered 503". */
  | { readonly kind: "unresolved"; readonly refusal: Refusal; readonly why: string };

export interface RegistryOptions {
  /** Where Docker Hub's API is. */
  readonly dockerHubUrl: string;
  readonly ecr: EcrOptions;
  /** Ends whatever is asked. */
  readonly signal: AbortSignal;
}

/** For all that one image needs: a registry that takes longer would hold up every plan. */
export const REGISTRY_DEADLINE_MS = 5_000;

/** Asks an image's registry for the digest that its tag means now. Never fails: that there is none is a result. */
export async function resolveImage(
  given: string,
  { signal, ...options }: RegistryOptions,
  deadlineMs = REGISTRY_DEADLINE_MS,
): Promise<ImageResolution> {
  const image = parseImageReference(given);
  switch (image.kind) {
    case "digest":
      return { kind: "pinned" };
    case "malformed":
      return { kind: "unresolved", refusal: "refused", why: "it is no image reference" };
    case "tagged":
      break;
  }
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    const digest = await digestOf(image, options, limit);
    return { kind: "resolved", image: withDigest(image, digest), digest };
  } catch (error) {
    if (!(error instanceof NotResolved)) throw error;
    return { kind: "unresolved", refusal: error.refusal, why: error.message };
  }
}

async function digestOf(
  image: TaggedImage,
  { dockerHubUrl, ecr }: Pick<RegistryOptions, "dockerHubUrl" | "ecr">,
  signal: AbortSignal,
): Promise<string> {
  const { host, repository, tag } = image;
  const ecrImage = inEcr(image);
  if (ecrImage !== undefined) return ecrDigest(ecrImage, ecr, signal);
  if (host === DOCKER_HUB) {
    return manifestDigest({ whom: "Docker Hub", registryUrl: dockerHubUrl, repository, tag }, signal);
  }
  return manifestDigest({ whom: host, registryUrl: registryUrl(host), repository, tag }, signal);
}

function registryUrl(host: string): string {
  return `${isLoopback(host.replace(/:\d+$/, "")) ? "http" : "https"}://${host}`;
}
