import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A container registry on loopback in the place of Docker Hub, which tests must not ask. */
export interface Registry {
  /** Where its API is: what an action's input `docker-hub-mirror` wants. */
  readonly url: string;
  /** Method and path of every request, oldest first. */
  readonly requests: readonly string[];
  /** What a tag means now: `prefecthq/prefect-aws:3`. */
  readonly digestOf: (image: string) => string;
  /** From now on a tag means another image. */
  readonly move: (image: string) => void;
  /** From now on every request is answered 503, or no longer so. */
  readonly setAvailable: (isAvailable: boolean) => void;
  readonly stop: () => Promise<void>;
}

/** What the local cloud can run, with any tag. */
const REPOSITORIES = ["prefecthq/prefect-aws", "prefecthq/prefect"];
const INDEX = "application/vnd.oci.image.index.v1+json";

/**
 * Plays Docker Hub as far as tags are resolved there: a token for everybody, 401 for a repository that does not
 * exist, and the digest of an image's index in a header.
 */
export async function startRegistry(): Promise<Registry> {
  const requests: string[] = [];
  const moves = new Map<string, number>();
  const tokens = new Map<string, string>();
  let isAvailable = true;

  const digestOf = (image: string) =>
    `sha256:${createHash("sha256")
      .update(`${image} ${String(moves.get(image) ?? 0)}`)
      .digest("hex")}`;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", urlOf(server.address()));
    requests.push(`${request.method ?? ""} ${url.pathname}`);
    if (!isAvailable) response.writeHead(503);
    else if (url.pathname === "/token") giveToken(url.searchParams.get("scope") ?? "", response);
    else giveManifest(url, request, response);
    response.end();
  };
  const giveToken = (scope: string, response: ServerResponse): void => {
    const token = randomUUID();
    tokens.set(`Bearer ${token}`, scope);
    response.writeHead(200, { "content-type": "application/json" }).write(JSON.stringify({ token }));
  };
  const giveManifest = (url: URL, { headers }: IncomingMessage, response: ServerResponse): void => {
    const [, repository = "", tag = ""] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(url.pathname) ?? [];
    const scope = `repository:${repository}:pull`;
    const isAllowed = tokens.get(headers.authorization ?? "") === scope && REPOSITORIES.includes(repository);
    if (!isAllowed) {
      const realm = new URL("/token", url).href;
      const challenge = `Bearer realm="${realm}",service="registry.local",scope="${scope}"`;
      response.writeHead(401, { "www-authenticate": challenge });
    } else if (headers.accept?.includes(INDEX) === true) {
      response.writeHead(200, {
        "content-type": INDEX,
        "docker-content-digest": digestOf(`${repository}:${tag}`),
      });
    } else response.writeHead(404);
  };

  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    ...{ url: urlOf(server.address()), requests, digestOf },
    move: (image) => {
      moves.set(image, (moves.get(image) ?? 0) + 1);
    },
    setAvailable: (value) => {
      isAvailable = value;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function urlOf(address: AddressInfo | string | null): string {
  if (typeof address !== "object" || address === null) throw new Error("The registry does not listen.");
  return `http://127.0.0.1:${String(address.port)}`;
}
