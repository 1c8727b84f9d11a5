import { SignatureV4 } from "@smithy/signature-v4";
import { z } from "zod";
import { ecrRegistry } from "../../stacks/ecr-registry.ts";
import { jsonText } from "../json-text.ts";
import { answerTo, type Answer } from "./answer.ts";
import { DIGEST, type TaggedImage } from "./image-reference.ts";
import { NotResolved } from "./not-resolved.ts";

export interface EcrOptions {
  /** Of any client of the SDK: credentials, and how it makes digests. */
  readonly signing: Pick<ConstructorParameters<typeof SignatureV4>[0], "credentials" | "sha256">;
  /** In place of AWS's own. */
  readonly endpointUrl: string | undefined;
}

interface EcrImage {
  readonly registryId: string;
  readonly region: string;
  readonly endpointUrl: string;
  readonly repositoryName: string;
  readonly imageTag: string;
}

/** The image as a private repository of Amazon ECR has it, or nothing when its registry is another. */
export function inEcr({ host, repository, tag }: TaggedImage): EcrImage | undefined {
  const registry = ecrRegistry(host);
  if (registry === undefined) return undefined;
  const { account: registryId, region, domain } = registry;
  const endpointUrl = `https://api.ecr.${region}.${domain}`;
  return { registryId, region, endpointUrl, repositoryName: repository, imageTag: tag };
}

/**
 * The digest that a tag means now in a private repository of Amazon ECR, by one call of DescribeImages. It is
 * signed here, because the SDK's client for it would add several times as much to the bundle as all of this.
 * @throws NotResolved
 */
export async function ecrDigest(image: EcrImage, options: EcrOptions, signal: AbortSignal): Promise<string> {
  const { ok, status, text } = await call(image, options, signal);
  if (!ok) throw refusal(status, failure.safeParse(text).data?.__type ?? "");
  const digest = described.safeParse(text).data?.imageDetails[0]?.imageDigest ?? "";
  if (DIGEST.test(digest)) return digest;
  throw new NotResolved("refused", "Amazon ECR answered without the image's digest");
}

async function call(image: EcrImage, options: EcrOptions, signal: AbortSignal): Promise<Answer> {
  const { registryId, region, repositoryName, imageTag } = image;
  const url = new URL(options.endpointUrl ?? image.endpointUrl);
  const body = JSON.stringify({ registryId, repositoryName, imageIds: [{ imageTag }] });
  const signer = new SignatureV4({ ...options.signing, region, service: "ecr" });
  const unsigned = {
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: "/",
    query: {},
    headers: {
      host: url.host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeImages",
    },
    body,
  };
  const { headers } = await signer.sign(unsigned).catch((cause: unknown) => {
    throw new NotResolved("refused", "no AWS credentials were found to ask Amazon ECR with", { cause });
  });
  return answerTo("Amazon ECR", new URL("/", url), { method: "POST", headers, body, signal });
}

const described = jsonText.pipe(z.object({ imageDetails: z.array(z.object({ imageDigest: z.string() })) }));
const failure = jsonText.pipe(z.object({ __type: z.string() }));

/** AWS says what happened in the type, at times with a namespace before it. */
function refusal(status: number, type: string): NotResolved {
  const name = type.split("#").at(-1) ?? "";
  if (/^(Image|Repository)NotFoundException$/.test(name)) {
    return new NotResolved("missing", `Amazon ECR has no such image (${name})`);
  }
  const isPassing = status >= 500 || status === 429 || /Throttl|TooManyRequests|ServerException/.test(name);
  return new NotResolved(
    isPassing ? "unanswered" : "refused",
    `Amazon ECR refused ecr:DescribeImages (${name || status})`,
  );
}
