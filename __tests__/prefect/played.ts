import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { PrefectClient } from "../../src/prefect/client.ts";

/** `POST /work_pools/`, the path without the API's own. */
export type Call = readonly [call: string, body: unknown];
/** Status and body of an answer. */
export type Answer = readonly [status: number, body?: unknown];

/** A Prefect on loopback that answers as a test says, and notes what it was asked. */
export interface PlayedPrefect {
  readonly client: PrefectClient;
  readonly calls: Call[];
  /** The calls that are no mere reading, without their bodies. */
  readonly changes: () => string[];
  readonly stop: () => Promise<void>;
}

/** What it says the time is, in all answers. */
export const SERVER_TIME = new Date("2026-11-24T12:00:00Z");

export async function playPrefect(
  answer: (call: string, body: unknown) => Answer | undefined,
): Promise<PlayedPrefect> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = "", url = "" } = request;
      const call = `${method} ${url.replace("/api", "")}`;
      const body = method === "POST" || method === "PATCH" ? await json(request) : undefined;
      calls.push([call, body]);
      const [status, answered] = answer(call, body) ?? [404, { detail: `Nothing at ${call}` }];
      const headers = { connection: "close", date: SERVER_TIME.toUTCString() };
      response.writeHead(status, headers).end(answered === undefined ? "" : JSON.stringify(answered));
    })();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    client: new PrefectClient({
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
      credential: { kind: "none" },
      sleep: () => Promise.resolve(),
      random: () => 0,
    }),
    calls,
    changes: () =>
      calls.map(([call]) => call).filter((call) => !call.startsWith("GET") && !call.endsWith("/filter")),
    stop: async () => {
      await new Promise((done) => server.close(done));
    },
  };
}
