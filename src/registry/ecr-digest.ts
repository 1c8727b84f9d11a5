import { z } from "zod";
import { ecrRegistry } from "../../stacks/ecr-registry.ts";
import { errorName, signedJsonCall, type Signing } from "../aws/signed-json-call.ts";
import { jsonText } from "../json-text.ts";
import { answerTo, type Answer } from "./answer.ts";
import { DIGEST, type TaggedImage } from "./image-reference.ts";
import { NotResolved } from "./not-resolved.ts";

export interface EcrOptions {
  readonly signing: Signing;
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
 * The digest that a tag means now in a private repository of Amazon ECR, by one call of DescribeImages.
 * @throws NotResolved
 */
export async function ecrDigest(image: EcrImage, options: EcrOptions, signal: AbortSignal): Promise<string> {
  const { ok, status, text } = await call(image, options, signal);
  if (!ok) throw refusal(status, errorName(text) ?? "");
  const digest = described.safeParse(text).data?.imageDetails[0]?.imageDigest ?? "";
  if (DIGEST.test(digest)) return digest;
  throw new NotResolved("refused", "Amazon ECR answered without the image's digest");
}

async function call(image: EcrImage, options: EcrOptions, signal: AbortSignal): Promise<Answer> {
  const { registryId, region, repositoryName, imageTag } = image;
  const { url, request } = await signedJsonCall(
    {
      ...{ service: "ecr", region, version: "1.1" },
      endpointUrl: options.endpointUrl ?? image.endpointUrl,
      target: "AmazonEC2ContainerRegistry_V20150921.DescribeImages",
      parameters: { registryId, repositoryName, imageIds: [{ imageTag }] },
    },
    options.signing,
  ).catch((cause: unknown) => {
    throw new NotResolved("refused", "no AWS credentials were found to ask Amazon ECR with", { cause });
  });
  return answerTo("Amazon ECR", url, { ...request, signal });
}

const described = jsonText.pipe(z.object({ imageDetails: z.array(z.object({ imageDigest: z.string() })) }));

function refusal(status: number, name: string): NotResolved {
  if (/^(Image|Repository)NotFoundException$/.test(name)) {
    return new NotResolved("missing", `Amazon ECR has no such image (${name})`);
  }
  const isPassing = status >= 500 || status === 429 || /Throttl|TooManyRequests|ServerException/.test(name);
  return new NotResolved(
    isPassing ? "unanswered" : "refused",
    `Amazon ECR refused ecr:DescribeImages (${name || status})`,
  );
}
