import { once } from "node:events";
import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensurePython } from "../../../local/local-cloud.ts";

/** What a Prefect answers that refuses a worker: as Prefect Cloud does, or a proxy before a server. */
const ANSWERS = {
  unauthorized: [401, { detail: "Invalid authentication credentials" }],
  forbidden: [403, { detail: "Forbidden" }],
  csrf: [403, { detail: "Missing CSRF token." }],
  "no-pool": [404, { detail: 'Work pool "etl" not found.' }],
  "no-hybrid-pools": [403, { detail: "Your plan does not support hybrid work pools." }],
} as const;

export type Refusal = keyof typeof ANSWERS | "silent" | "other-certificate";

/** Servers on loopback that a real worker meets in the place of Prefect. */
export interface RefusingPrefect {
  readonly apiUrl: (refusal: Refusal) => string;
  readonly stop: () => Promise<void>;
}

export async function startRefusingPrefect(): Promise<RefusingPrefect> {
  const servers = [createServer(answer), createTlsServer(await selfSigned(), answer)];
  const [plain, tls] = await Promise.all(servers.map(portOf));
  return {
    apiUrl: (refusal) =>
      refusal === "other-certificate"
        ? `https://127.0.0.1:${tls}/api`
        : `http://127.0.0.1:${plain}/${refusal}/api`,
    stop: async () => {
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
  // A plan keeps a pool from being made, and not from being looked for.
  const isLookedFor = refusal === "no-hybrid-pools" && request.method === "GET";
  const [status, body] = ANSWERS[isLookedFor ? "no-pool" : (refusal as keyof typeof ANSWERS)];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A certificate of nobody's, made for this run. Node.js itself cannot make one; Prefect's own packages can. */
async function selfSigned(): Promise<{ key: string; cert: string }> {
  const script = join(import.meta.dirname, "self-signed.py");
  const { stdout } = await promisify(execFile)(await ensurePython(), [script]);
  return JSON.parse(stdout) as { key: string; cert: string };
}
