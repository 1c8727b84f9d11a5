import { anonymousToken } from "./anonymous-token.ts";
import { answerTo, type Answer } from "./answer.ts";
import { DIGEST } from "./image-reference.ts";
import { NotResolved } from "./not-resolved.ts";

/** Where a registry's API is, and what an image is called there. */
export interface ManifestPlace {
  /** What errors call the registry: `Docker Hub`, `quay.io`. */
  readonly whom: string;
  /** Without a slash at its end. */
  readonly registryUrl: string;
  readonly repository: string;
  readonly tag: string;
}

/**
 * The digest that a tag means now, by one HEAD request, or two with a token between them (OCI distribution
 * specification, "Checking if content exists in the registry"). HEAD, because Docker Hub counts a GET of a
 * manifest as a pull. Nothing is tried again.
 * @throws NotResolved
 */
export async function manifestDigest(place: ManifestPlace, signal: AbortSignal): Promise<string> {
  const first = await head(place, {}, signal);
  const { ok, status, headers } = first.status === 401 ? await headWithToken(place, first, signal) : first;
  if (!ok) throw NotResolved.answered(place.whom, status);
  const digest = headers.get("docker-content-digest") ?? "";
  if (DIGEST.test(digest)) return digest;
  throw new NotResolved("refused", `${place.whom} answered without the image's digest`);
}

async function headWithToken(place: ManifestPlace, refused: Answer, signal: AbortSignal): Promise<Answer> {
  const token = await anonymousToken(place.whom, refused.headers.get("www-authenticate"), signal);
  return head(place, { authorization: `Bearer ${token}` }, signal);
}

function head(
  { whom, registryUrl, repository, tag }: ManifestPlace,
  authorization: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const url = `${registryUrl}/v2/${repository}/manifests/${tag}`;
  return answerTo(whom, url, { method: "HEAD", headers: { accept: MANIFESTS, ...authorization }, signal });
}

/** Lists first: an image of several architectures is its list, and whoever accepts none gets one of them. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
