import type { Environment } from "../config/environments.ts";
import { type ImageKey, imagesOf, withImages } from "../config/images.ts";
import type { Refusal } from "../registry/not-resolved.ts";
import { resolveImage, type ImageResolution } from "../registry/resolve-image.ts";
import type { Context } from "./context.ts";

/** What the registries said of each image of an environment. */
export type ResolvedImages = readonly (ImageKey & { readonly resolution: ImageResolution })[];

/** An environment whose images are named by digest, as far as their registries told it. */
export interface PinnedImages {
  readonly environment: Environment;
  /** From the reference as it was given to the one with a digest; for the record. */
  readonly digests: Readonly<Record<string, string>>;
  /** What each tag means now, in whole sentences, for whoever reads the plan. */
  readonly notes: readonly string[];
}

/** Asks the registries, each image once, side by side. Changes nothing and never fails. */
export async function resolveImages(
  { aws, settings, interrupt }: Context,
  environment: Environment,
): Promise<ResolvedImages> {
  const { credentials, sha256 } = aws.sts.config;
  const options = {
    dockerHubUrl: settings.dockerHubUrl,
    ecr: { signing: { credentials, sha256 }, endpointUrl: settings.aws.endpointUrl },
    signal: interrupt,
  };
  const asked = new Map<string, Promise<ImageResolution>>();
  return Promise.all(
    imagesOf(environment).map(async (image) => {
      const resolution = asked.get(image.given) ?? resolveImage(image.given, options);
      asked.set(image.given, resolution);
      return { ...image, resolution: await resolution };
    }),
  );
}

/**
 * Puts digests in the place of tags, and warns of each tag that has none. Where a registry only did not answer
 * this time, the digest that was deployed last stays: the deployment would change, and change back, for no
 * reason (docs/decisions/0018).
 * @param lastDigests of the environment's record
 */
export function pinImages(
  { log }: Pick<Context, "log">,
  environment: Environment,
  images: ResolvedImages,
  lastDigests: Readonly<Record<string, string>> = {},
): PinnedImages {
  const digests: Record<string, string> = {};
  const notes = new Set<string>();
  for (const { key, given, resolution } of images) {
    switch (resolution.kind) {
      case "pinned":
        break;
      case "resolved":
        digests[given] = resolution.image;
        log.info(`${key}: ${given} is ${resolution.digest}.`);
        notes.add(`The image ${given} is ${resolution.digest} now.`);
        break;
      case "unresolved": {
        const last = resolution.refusal === "unanswered" ? lastDigests[given] : undefined;
        if (last !== undefined) digests[given] = last;
        log.warning(warningOf({ key, given }, resolution, last));
        const used = last === undefined ? "is used as given" : `stays ${last}`;
        notes.add(`The image ${given} was not resolved to a digest, and ${used}: ${resolution.why}.`);
      }
    }
  }
  return { environment: withImages(environment, digests), digests, notes: [...notes] };
}

function warningOf(
  { key, given }: ImageKey,
  { refusal, why }: Extract<ImageResolution, { kind: "unresolved" }>,
  last: string | undefined,
): string {
  const what = `${key} is "${given}", and its tag was not resolved to a digest: ${why}.`;
  if (last !== undefined) {
    return (
      `${what} The image that was deployed last stays, ${last}: ` +
      "if the tag has moved since, this run does not see it. Run again."
    );
  }
  if (refusal === "missing") {
    return (
      `${what} The tag is used as given, and a task that is started with it will not find its image. ` +
      `Push the image, or correct ${key}.`
    );
  }
  return (
    `${what} The tag is used as given: ${MEANING[key]}, and no plan shows that it moved. ` +
    `${REMEDY[refusal]}, or name the digest in ${key}.`
  );
}

const MEANING: Readonly<Record<ImageKey["key"], string>> = {
  "worker.image": "ECS looks up its image when it deploys, so that two deployments may run different ones",
  "flow_runs.image": "each flow run gets the image that it means then",
};

const REMEDY: Readonly<Record<Exclude<Refusal, "missing">, string>> = {
  refused: "Check the name, allow ecr:DescribeImages where the image is private in Amazon ECR",
  unanswered: "Run again",
};
