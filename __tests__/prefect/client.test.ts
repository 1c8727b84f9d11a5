import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { PrefectClient, type PrefectCredential } from "../../src/prefect/client.ts";
import { PrefectError } from "../../src/prefect/errors.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let handlers: Handler[];
let seen: { method: string; url: string; authorization: string | undefined }[];
let slept: number[];

beforeEach(async () => {
  handlers = [];
  seen = [];
  slept = [];
  server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, authorization: headers.authorization });
    request.resume().on("end", () => {
      (handlers.shift() ?? ok)(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});

afterEach(async () => {
  await new Promise((done) => server.close(done));
});

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, { connection: "close", ...headers }).end(JSON.stringify(body));
const ok = answer(200, { name: "etl" });
const broken: Handler = (request) => request.socket.destroy();

function client(credential: PrefectCredential = { kind: "none" }, deadlineSeconds = 60): PrefectClient {
  return new PrefectClient({
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    credential,
    sleep: (seconds) => {
      slept.push(seconds);
      return Promise.resolve();
    },
    random: () => 0,
    deadlineSeconds,
  });
}

const read = (from: PrefectClient) =>
  from.call({ method: "GET", path: "/work_pools/etl", schema: z.object({ name: z.string() }) });
const write = (to: PrefectClient) =>
  to.call({ method: "POST", path: "/work_pools/", body: {}, schema: z.object({ name: z.string() }) });

test("returns the parsed body and the server's own time", async () => {
  handlers = [answer(200, { name: "etl", more: 1 }, { date: "Mon, 23 Nov 2026 12:00:00 GMT" })];
  expect(await read(client())).toEqual({
    body: { name: "etl" },
    serverTime: new Date("2026-11-23T12:00:00Z"),
  });
});

test.each<[PrefectCredential, string | undefined]>([
  [{ kind: "none" }, undefined],
  [{ kind: "api-key", value: "pnu_1" }, "Bearer pnu_1"],
  [{ kind: "auth-string", value: "admin:pass" }, "Basic YWRtaW46cGFzcw=="],
])("sends the credential %j as Prefect wants it", async (credential, expected) => {
  await read(client(credential));
  expect(seen[0]?.authorization).toBe(expected);
});

describe("tries again", () => {
  test.each([408, 429, 502, 503])("after %i, doubling the wait", async (status) => {
    handlers = [answer(status, {}), answer(status, {})];
    expect((await read(client())).body).toEqual({ name: "etl" });
    expect(slept).toEqual([1, 2]);
  });

  test("no sooner than Retry-After says", async () => {
    handlers = [answer(429, {}, { "retry-after": "7.5" })];
    await read(client());
    expect(slept).toEqual([7.5]);
  });

  test("after a connection that broke", async () => {
    handlers = [broken];
    await read(client());
    expect(seen).toHaveLength(2);
  });

  test("five times at most", async () => {
    handlers = Array.from({ length: 9 }, () => answer(503, { exception_message: "Service Unavailable" }));
    await expect(read(client())).rejects.toThrow(
      "Prefect refused GET /work_pools/etl: 503 Service Unavailable. Prefect's server, or a proxy before it, fails.",
    );
    expect(seen).toHaveLength(6);
  });

  test("but not past the deadline", async () => {
    handlers = [answer(429, {}, { "retry-after": "61" })];
    await expect(read(client())).rejects.toThrow("429");
    expect(slept).toEqual([]);
  });

  test.each([400, 401, 403, 404, 409, 422, 500])("but not after %i", async (status) => {
    handlers = [answer(status, { detail: "no" })];
    await expect(read(client())).rejects.toMatchObject({ status, detail: "no" });
    expect(seen).toHaveLength(1);
  });
});

describe("CSRF protection", () => {
  const token = answer(200, { token: "t1" });
  const missing = answer(403, { detail: "Missing CSRF token." });
  const guarded: Handler = (request, response) => {
    const isRight =
      request.headers["prefect-csrf-token"] === "t1" && request.headers["prefect-csrf-client"] !== undefined;
    (isRight ? ok : missing)(request, response);
  };

  test("is answered with a token once the server asks for one, which is kept for later writes", async () => {
    const prefect = client();
    handlers = [guarded, token, guarded, guarded];
    await write(prefect);
    await write(prefect);
    expect(seen.map(({ method, url }) => `${method} ${url.split("?")[0]}`)).toEqual([
      "POST /api/work_pools/",
      "GET /api/csrf-token",
      "POST /api/work_pools/",
      "POST /api/work_pools/",
    ]);
  });

  test("gets a new token when the old one has expired", async () => {
    const prefect = client();
    handlers = [guarded, token, guarded];
    await write(prefect);
    handlers = [answer(403, { detail: "Invalid CSRF token or client identifier." }), token, guarded];
    await write(prefect);
    expect(seen).toHaveLength(6);
    expect(slept).toEqual([]);
  });

  test("is one token for calls side by side, as each that the server gives makes those before it invalid", async () => {
    let issued = 0;
    const guarding: Handler = (request, response) => {
      const isAsked = request.url?.startsWith("/api/csrf-token") === true;
      if (isAsked) issued += 1;
      const newest = `t${issued}`;
      if (isAsked) answer(200, { token: newest })(request, response);
      else (request.headers["prefect-csrf-token"] === newest ? ok : missing)(request, response);
    };
    handlers = Array.from({ length: 9 }, () => guarding);
    const prefect = client();
    await Promise.all([write(prefect), write(prefect), write(prefect)]);
    expect(issued).toBe(1);
  });

  test("asks for a token again when none was given", async () => {
    const prefect = client();
    handlers = [guarded, answer(500, { detail: "no" })];
    await expect(write(prefect)).rejects.toThrow("GET /csrf-token");
    handlers = [guarded, token, guarded];
    expect((await write(prefect)).body).toEqual({ name: "etl" });
  });
});

describe("an error says which request failed, why, and what to do", () => {
  test.each<[string, Handler, string]>([
    [
      "a wrong credential",
      answer(401, { exception_message: "Unauthorized" }),
      "Prefect refused GET /work_pools/etl: 401 Unauthorized. The self-hosted server wants basic auth",
    ],
    [
      "an answer that is no Prefect API's",
      (_, response) => response.writeHead(200).end("<html>"),
      "Prefect answered GET /work_pools/etl in an unknown form",
    ],
  ])("%s", async (_, handler, message) => {
    handlers = [handler];
    await expect(read(client({ kind: "api-key", value: "pnu_secret" }))).rejects.toThrow(message);
  });

  test("a server that nobody runs", async () => {
    const nowhere = new PrefectClient({
      apiUrl: "http://127.0.0.1:1/api",
      credential: { kind: "none" },
      sleep: () => Promise.resolve(),
      random: () => 0,
    });
    const error = await read(nowhere).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PrefectError);
    expect(error).toMatchObject({
      reason: "prefect-unreachable",
      detail: expect.stringContaining("bad port"),
    });
    expect((error as Error).message).toMatch(/was not reached for GET .*: .*(bad port).*prefect-api-url/);
  });
});
