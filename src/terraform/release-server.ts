import { readFile } from "node:fs/promises";
import { downloadTool } from "@actions/tool-cache";
import semver from "semver";
import { z } from "zod";
import { messageOf, OutsideError } from "../errors.ts";
import { describeIssues, jsonText } from "../json-text.ts";

/** As the release server names platforms: `linux`, `amd64`. */
export interface ReleasePlatform {
  readonly os: string;
  readonly arch: string;
}

export interface DownloadedRelease {
  readonly version: string;
  readonly url: string;
  /** The archive as it came: not verified. */
  readonly archive: string;
  /** Lower-case hex, as the publisher's list of checksums says. */
  readonly sha256: string;
}

/**
 * Downloads the newest release that satisfies a semver range. Prereleases are left out unless the range names
 * one. Addresses are composed here, so that an index cannot lead elsewhere.
 */
export async function downloadRelease(
  server: string,
  constraint: string,
  platform: ReleasePlatform,
): Promise<DownloadedRelease> {
  const root = `${server.replace(/\/+$/, "")}/terraform`;
  const version = await newestVersion(`${root}/index.json`, constraint, platform);
  const file = `terraform_${version}_${platform.os}_${platform.arch}.zip`;
  const sums = `${root}/${version}/terraform_${version}_SHA256SUMS`;
  const sha256 = checksumOf(file, await downloadText(sums), sums);
  const url = `${root}/${version}/${file}`;
  return { version, url, archive: await download(url), sha256 };
}

async function newestVersion(url: string, constraint: string, platform: ReleasePlatform): Promise<string> {
  const index = releaseIndex.safeParse(await downloadText(url));
  if (!index.success) {
    throw new OutsideError(
      "terraform-download-refused",
      `The list of Terraform's releases at ${url} was not understood: ${describeIssues(index.error)}. ` +
        `Check the release server, or put a terraform that satisfies ${constraint} on PATH.`,
    );
  }
  const built = Object.entries(index.data.versions)
    .filter(([, { builds }]) => builds.some(({ os, arch }) => os === platform.os && arch === platform.arch))
    .map(([version]) => version);
  const newest = semver.maxSatisfying(built, constraint);
  if (newest !== null) return newest;
  throw new OutsideError(
    "terraform-not-found",
    `No Terraform was found for the version ${constraint}: ${url} lists ${built.length} releases for ` +
      `${platform.os} on ${platform.arch}, none of which satisfies it. Name another range.`,
  );
}

function checksumOf(file: string, sums: string, url: string): string {
  for (const line of sums.split("\n")) {
    const [sha256, name] = line.trim().split(/\s+/);
    if (name === file && sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  }
  throw new OutsideError(
    "terraform-download-refused",
    `The download of ${file} was refused: ${url} has no checksum for it. Name another version.`,
  );
}

async function downloadText(url: string): Promise<string> {
  return readFile(await download(url), "utf8");
}

/** Through tool-cache, which knows the runner's proxies and tries again after a passing failure. */
async function download(url: string): Promise<string> {
  try {
    return await downloadTool(url);
  } catch (cause) {
    throw new OutsideError(
      "terraform-download-failed",
      `The download of ${url} failed: ${messageOf(cause)}. ` +
        `Run again, or put a terraform on PATH in a step before.`,
      { cause },
    );
  }
}

const releaseIndex = jsonText.pipe(
  z.object({
    versions: z.record(
      z.string(),
      z.object({ builds: z.array(z.object({ os: z.string(), arch: z.string() })) }),
    ),
  }),
);
