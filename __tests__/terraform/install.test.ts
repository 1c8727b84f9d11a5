import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { OutsideError } from "../../src/errors.ts";
import { type InstallOptions, resolveTerraform } from "../../src/terraform/install.ts";
import { type LoopbackAnswer, withLoopback } from "./support/loopback.ts";
import { inDirectory } from "./support/real-terraform.ts";

let releases: Readonly<Record<string, LoopbackAnswer>>;

beforeAll(async () => {
  await inDirectory({}, async (directory) => {
    releases = await release(directory);
  });
  // tool-cache waits 10 to 20 s before it tries a broken download again; these are its own seams for tests.
  Object.assign(globalThis, {
    TEST_DOWNLOAD_TOOL_RETRY_MIN_SECONDS: 0,
    TEST_DOWNLOAD_TOOL_RETRY_MAX_SECONDS: 0,
  });
});

describe("on PATH", () => {
  test("one that satisfies the constraint is taken", async () => {
    await inRunner({}, async ({ directory, resolve }) => {
      const file = await onPath(directory, "terraform", "1.11.4");
      expect(await resolve()).toEqual({ path: file, version: "1.11.4", source: "path" });
    });
  });

  test("the real one is taken before the wrapper that setup-terraform puts in front of it", async () => {
    await inRunner({}, async ({ directory, resolve }) => {
      await onPath(directory, "terraform", "1.11.4");
      const real = await onPath(directory, "terraform-bin", "1.11.4");
      expect((await resolve()).path).toBe(real);
    });
  });

  test.each([
    ["too old", "1.9.0", /Terraform 1\.9\.0 on PATH is not used: >=1\.11\.0 <2 is wanted/],
    ["that does not tell its version", "", /on PATH is not used: .*did not tell its version/],
  ])("one %s is left for a download, and the log says so", async (_, version, message) => {
    await inRunner({}, async ({ directory, resolve, log }) => {
      await onPath(directory, "terraform", version);
      expect((await resolve()).source).toBe("downloaded");
      expect(log.join("\n")).toMatch(message);
    });
  });
});

describe("a download", () => {
  test("is the newest release that satisfies the constraint, and is found in the tool cache the next time", async () => {
    await inRunner({}, async ({ resolve, requested }) => {
      expect(await resolve()).toMatchObject({ version: "1.12.3", source: "downloaded" });
      const requests = requested.length;
      const again = await resolve();
      expect(again).toMatchObject({ version: "1.12.3", source: "tool-cache" });
      expect(requested).toHaveLength(requests);
    });
  });

  test("is repeated when the one in the tool cache has been altered, which is never run", async () => {
    await inRunner({}, async ({ directory, resolve, log }) => {
      const { path: file } = await resolve();
      await writeFile(file, `#!/bin/sh\ntouch ${directory}/was-run\n`);
      expect(await resolve()).toMatchObject({ source: "downloaded" });
      expect(await resolve()).toMatchObject({ source: "tool-cache" });
      expect(log.join("\n")).toContain("differs from what was verified");
      await expect(access(path.join(directory, "was-run"))).rejects.toThrow("ENOENT");
    });
  });

  const archive = "/terraform/1.12.3/terraform_1.12.3_linux_amd64.zip";
  const sums = "/terraform/1.12.3/terraform_1.12.3_SHA256SUMS";
  test.each<[string, Readonly<Record<string, LoopbackAnswer>>, Partial<InstallOptions>, RegExp]>([
    [
      "with a wrong checksum",
      { [sums]: { body: `${"0".repeat(64)}  terraform_1.12.3_linux_amd64.zip\n` } },
      {},
      /has SHA-256 [0-9a-f]{64}, its publisher says 0{64}\./,
    ],
    [
      "without a checksum",
      { [sums]: { body: `${"0".repeat(64)}  another.zip\n` } },
      {},
      /SHA256SUMS has no checksum for it/,
    ],
    [
      "whose checksum is none",
      { [sums]: { body: "abc  terraform_1.12.3_linux_amd64.zip\n" } },
      {},
      /has no checksum for it/,
    ],
    [
      "whose checksums are missing",
      { [sums]: { status: 404 } },
      {},
      /The download of http.*SHA256SUMS failed: .*404/,
    ],
    ["that is missing", { [archive]: { status: 404 } }, {}, /The download of http.*zip failed: .*404/],
    [
      "that breaks off",
      { [archive]: { body: "PK", isCutOff: true } },
      {},
      /The download of http.*zip failed: /,
    ],
    [
      "from a list that is none",
      { "/terraform/index.json": { body: "<html>" } },
      {},
      /index\.json was not understood: document: expected JSON/,
    ],
    [
      "of a version that does not exist",
      {},
      { constraint: ">=9" },
      /No Terraform was found for the version >=9: .*lists 4 releases for linux on amd64/,
    ],
    [
      "for a platform that has no build",
      {},
      { platform: "darwin", architecture: "arm64" },
      /lists 0 releases for darwin on arm64/,
    ],
    ["for an unknown platform", {}, { platform: "freebsd" }, /cannot be downloaded for freebsd/],
  ])("%s is refused, and nothing is kept", async (_, answers, options, message) => {
    await inRunner(answers, async ({ directory, resolve }) => {
      const resolving = resolve(options);
      await expect(resolving).rejects.toThrow(OutsideError);
      await expect(resolving).rejects.toThrow(message);
      await expect(access(path.join(directory, "tool-cache"))).rejects.toThrow("ENOENT");
    });
  });
});

interface Runner {
  readonly directory: string;
  readonly resolve: (options?: Partial<InstallOptions>) => ReturnType<typeof resolveTerraform>;
  readonly log: readonly string[];
  readonly requested: readonly string[];
}

/** A runner with nothing on PATH and an empty tool cache, beside a release server on loopback. */
async function inRunner(
  answers: Readonly<Record<string, LoopbackAnswer>>,
  use: (runner: Runner) => Promise<void>,
): Promise<void> {
  await inDirectory({}, async (directory) => {
    process.env["RUNNER_TEMP"] = path.join(directory, "temp");
    process.env["RUNNER_TOOL_CACHE"] = path.join(directory, "tool-cache");
    await mkdir(path.join(directory, "bin"));
    const requested: string[] = [];
    const log: string[] = [];
    const answer = ({ url }: { readonly url: URL }) => {
      requested.push(url.pathname);
      return answers[url.pathname] ?? releases[url.pathname] ?? { status: 404 };
    };
    await withLoopback(answer, async (releaseServer) => {
      const resolve = (options: Partial<InstallOptions> = {}) =>
        resolveTerraform({
          constraint: ">=1.11.0 <2",
          env: { PATH: path.join(directory, "bin") },
          log: (line) => log.push(line),
          releaseServer,
          platform: "linux",
          architecture: "x64",
          ...options,
        });
      await use({ directory, resolve, log, requested });
    });
  });
}

/** A real archive with a script in place of Terraform, its checksum, and a list with other versions around it. */
async function release(directory: string): Promise<Readonly<Record<string, LoopbackAnswer>>> {
  await writeFile(path.join(directory, "terraform"), terraformScript("1.12.3"), { mode: 0o755 });
  // Python is there for the local cloud, and brings its own zip.
  execFileSync("python3", ["-m", "zipfile", "-c", "release.zip", "terraform"], { cwd: directory });
  const zip = await readFile(path.join(directory, "release.zip"));
  const sha256 = createHash("sha256").update(zip).digest("hex");
  const builds = [{ os: "linux", arch: "amd64" }];
  const versions = Object.fromEntries(
    ["1.9.0", "1.12.3", "2.0.0"].map((version) => [version, { version, builds }]),
  );
  const unfit = { "1.13.0-rc1": { builds }, "1.14.0": { builds: [{ os: "windows", arch: "amd64" }] } };
  const folder = "/terraform/1.12.3/terraform_1.12.3";
  return {
    "/terraform/index.json": {
      body: JSON.stringify({ name: "terraform", versions: { ...versions, ...unfit } }),
    },
    [`${folder}_SHA256SUMS`]: { body: `${sha256}  terraform_1.12.3_linux_amd64.zip\n` },
    [`${folder}_linux_amd64.zip`]: { body: zip },
  };
}

async function onPath(directory: string, name: string, version: string): Promise<string> {
  const file = path.join(directory, "bin", name);
  await writeFile(file, terraformScript(version), { mode: 0o755 });
  return file;
}

function terraformScript(version: string): string {
  const answer = version === "" ? {} : { terraform_version: version };
  return `#!/bin/sh\n[ "$1 $2" = "version -json" ] && echo '${JSON.stringify(answer)}'\n`;
}
