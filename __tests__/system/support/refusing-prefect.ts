import { once } from "node:events";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a Prefect answers that refuses a worker: as Prefect Cloud does, or a proxy before a server. */
const ANSWERS = {
  unauthorized: [401, { detail: "Invalid authentication credentials" }],
  forbidden: [403, { detail: "Forbidden" }],
  csrf: [403, { detail: "Missing CSRF token." }],
  "no-pool": [404, { detail: 'Work pool "etl" not found.' }],
} as const;

export type Refusal = keyof typeof ANSWERS | "silent" | "other-certificate";

/** Servers on loopback that a real worker meets in the place of Prefect. */
export interface RefusingPrefect {
  readonly apiUrl: (refusal: Refusal) => string;
  readonly stop: () => Promise<void>;
}

export async function startRefusingPrefect(): Promise<RefusingPrefect> {
  const directory = mkdtempSync(join(tmpdir(), "certificate-"));
  const [key, cert] = selfSigned(directory);
  const servers = [createServer(answer), createTlsServer({ key, cert }, answer)];
  const [plain, tls] = await Promise.all(servers.map(portOf));
  return {
    apiUrl: (refusal) =>
      refusal === "other-certificate"
        ? `https://127.0.0.1:${tls}/api`
        : `http://127.0.0.1:${plain}/${refusal}/api`,
    stop: async () => {
      rmSync(directory, { recursive: true });
      await Promise.all(
        servers.map(async (server) => {
          server.closeAllConnections();
          server.close();
          await once(server, "close");
        }),
      );
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [, refusal = ""] = (request.url ?? "").split("/");
  if (refusal === "silent") return;
  const [status, body] = ANSWERS[refusal as keyof typeof ANSWERS];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A certificate of nobody's, made for this run; Node.js itself cannot make one. */
function selfSigned(directory: string): [key: Buffer, certificate: Buffer] {
  const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"];
  execFileSync("openssl", ["req", ...options, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  return [readFileSync(key), readFileSync(certificate)];
}
