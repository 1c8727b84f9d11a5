import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "@jest/globals";

/** What a server of a test was asked: `HEAD /v2/acme/flows/manifests/1`, and the headers that matter. */
export interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
}

/** A server on loopback for the tests of one file; each test says how it answers. */
export function playedServer() {
  let answer: RequestListener = (_, response) => response.writeHead(500).end();
  let asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ line: `${request.method ?? ""} ${request.url ?? ""}`, headers: request.headers });
    answer(request, response);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    /** `127.0.0.1:<port>` */
    host: () => `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    answers: (listener: RequestListener) => {
      answer = listener;
    },
    asked: (): readonly Asked[] => asked,
  };
}
