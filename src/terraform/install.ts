import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheDir, extractZip, find } from "@actions/tool-cache";
import semver from "semver";
import { messageOf, OutsideError } from "../errors.ts";
import { downloadRelease, type ReleasePlatform } from "./release-server.ts";
import { executableName, findOnPath } from "./search-path.ts";
import { terraformVersion } from "./version.ts";

export interface InstallOptions {
  /** Which versions will do, as a semver range: `>=1.11.0 <2.0.0`. */
  readonly constraint: string;
  /** The environment of the processes, which also tells the search path. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  readonly releaseServer?: string;
  readonly platform?: NodeJS.Platform;
  readonly architecture?: NodeJS.Architecture;
}

export interface InstalledTerraform {
  readonly path: string;
  readonly version: string;
  readonly source: "path" | "tool-cache" | "downloaded";
}

/**
 * A Terraform that satisfies the constraint: the one on PATH, else one that an earlier run has left in the
 * runner's tool cache, else the newest of the release server. Nothing is run before its checksum was right,
 * except what the user has put on PATH.
 *
 * @throws OutsideError when none is found, or when a download is not what its publisher says
 */
export async function resolveTerraform(options: InstallOptions): Promise<InstalledTerraform> {
  return (await onPath(options)) ?? (await inToolCache(options)) ?? (await download(options));
}

async function onPath(options: InstallOptions): Promise<InstalledTerraform | undefined> {
  const { constraint, env, log } = options;
  const file = findOnPath(env, platformOf(options));
  if (file === undefined) return undefined;
  const version = await terraformVersion(file, env).catch((error: unknown) => {
    log(`${file} on PATH is not used: ${messageOf(error)}`);
  });
  if (version === undefined) return undefined;
  if (semver.satisfies(version, constraint)) return { path: file, version, source: "path" };
  log(`Terraform ${version} on PATH is not used: ${constraint} is wanted`);
  return undefined;
}

async function inToolCache(options: InstallOptions): Promise<InstalledTerraform | undefined> {
  const { constraint, env, log } = options;
  const directory = find(toolName, constraint, options.architecture);
  if (directory === "") return undefined;
  const file = path.join(directory, executableName(platformOf(options)));
  const recorded = await readFile(`${file}.sha256`, "utf8").catch(() => undefined);
  const actual = await sha256(file).catch(() => undefined);
  if (actual === undefined || actual !== recorded?.trim()) {
    log(`${file} in the tool cache is not used: it differs from what was verified when it was put there`);
    return undefined;
  }
  return { path: file, version: await terraformVersion(file, env), source: "tool-cache" };
}

async function download(options: InstallOptions): Promise<InstalledTerraform> {
  const server = options.releaseServer ?? "https://releases.hashicorp.com";
  const release = await downloadRelease(server, options.constraint, releasePlatform(options));
  const { version, archive } = release;
  const actual = await sha256(archive);
  if (actual !== release.sha256) {
    throw new OutsideError(
      "terraform-download-refused",
      `The download of Terraform ${version} was refused: ${release.url} has SHA-256 ${actual}, its publisher says ` +
        `${release.sha256}. Run again; if it stays so, something between here and the server alters it.`,
    );
  }
  const unpacked = await extractZip(archive);
  const executable = executableName(platformOf(options));
  await writeFile(
    path.join(unpacked, `${executable}.sha256`),
    `${await sha256(path.join(unpacked, executable))}\n`,
  );
  const directory = await cacheDir(unpacked, toolName, version, options.architecture);
  return { path: path.join(directory, executable), version, source: "downloaded" };
}

/** Not `terraform`: what others have put under that name was not verified by us. */
const toolName = "prefect-ecs-worker-terraform";

function platformOf({ platform = process.platform }: InstallOptions): NodeJS.Platform {
  return platform;
}

function releasePlatform({
  platform = process.platform,
  architecture = process.arch,
}: InstallOptions): ReleasePlatform {
  const os = releaseNames.os[platform];
  const arch = releaseNames.arch[architecture];
  if (os === undefined || arch === undefined) {
    throw new OutsideError(
      "terraform-not-found",
      `Terraform cannot be downloaded for ${platform} on ${architecture}: this action knows linux, macOS and ` +
        `Windows on amd64 and arm64. Put a terraform on PATH in a step before.`,
    );
  }
  return { os, arch };
}

const releaseNames: Readonly<Record<keyof ReleasePlatform, Readonly<Record<string, string>>>> = {
  os: { linux: "linux", darwin: "darwin", win32: "windows" },
  arch: { x64: "amd64", arm64: "arm64" },
};

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
