import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface ReleaseServer {
  readonly url: string;
  /** The version of the executable that it publishes. */
  readonly version: string;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** From now on the published checksum is another one, or the archive breaks off in the middle. */
  readonly sabotage: (how: "checksum" | "archive" | undefined) => void;
  readonly stop: () => Promise<void>;
}

/** Plays Terraform's release server: publishes one real executable as its only release, for every platform. */
export async function startReleaseServer(executable: string): Promise<ReleaseServer> {
  const directory = await mkdtemp(join(tmpdir(), "releases-"));
  const archive = await zip(executable, directory);
  const [version, sha256, { size }] = await Promise.all([
    versionOf(executable),
    readFile(archive).then((content) => createHash("sha256").update(content).digest("hex")),
    stat(archive),
  ]);
  const requests: string[] = [];
  let sabotaged: "checksum" | "archive" | undefined;
  const platforms = ["linux", "darwin"].flatMap((os) => ["amd64", "arm64"].map((arch) => ({ os, arch })));

  const answer = (path: string, response: ServerResponse): void => {
    if (path.endsWith("/index.json")) {
      response.end(JSON.stringify({ versions: { [version]: { builds: platforms } } }));
    } else if (path.endsWith("_SHA256SUMS")) {
      const published = sabotaged === "checksum" ? sha256.replace(/./g, "0") : sha256;
      const file = ({ os, arch }: { os: string; arch: string }) => `terraform_${version}_${os}_${arch}.zip`;
      response.end(platforms.map((platform) => `${published}  ${file(platform)}\n`).join(""));
    } else if (path.endsWith(".zip")) {
      response.setHeader("content-length", size);
      const content = createReadStream(archive, sabotaged === "archive" ? { end: Math.floor(size / 2) } : {});
      // A content that ends too soon leaves the connection half-way, as a broken one does.
      content.on("end", () => response.socket?.end()).pipe(response, { end: false });
    } else {
      response.writeHead(404).end();
    }
  };
  const server = createServer(({ url = "" }, response) => {
    requests.push(url);
    answer(url, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${String(port)}`, version, requests },
    sabotage: (how) => {
      sabotaged = how;
    },
    stop: async () => {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
      await rm(directory, { recursive: true });
    },
  };
}

async function versionOf(executable: string): Promise<string> {
  const { stdout } = await promisify(execFile)(executable, ["version", "-json"]);
  return (JSON.parse(stdout) as { terraform_version: string }).terraform_version;
}

/** Python is needed by the local cloud anyway, and brings its own zip. */
async function zip(executable: string, directory: string): Promise<string> {
  const file = join(directory, "terraform.zip");
  await copyFile(executable, join(directory, "terraform"));
  await promisify(execFile)("python3", ["-m", "zipfile", "-c", file, "terraform"], { cwd: directory });
  return file;
}
