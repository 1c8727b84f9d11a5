import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "@jest/globals";
import { resolveImage } from "../../src/registry/resolve-image.ts";
import { playedServer } from "./played-server.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const OTHER_DIGEST = `sha256:${"1b".repeat(32)}`;
const { host, answers, asked } = playedServer();

function resolve(
  image = `${host()}/acme/flows:1`,
  deadlineMs = 5_000,
  signal = new AbortController().signal,
) {
  const signing = { credentials: { accessKeyId: "1", secretAccessKey: "1" }, sha256: Never };
  const ecr = { signing, endpointUrl: undefined };
  return resolveImage(image, { dockerHubUrl: `http://${host()}`, ecr, signal }, deadlineMs);
}

/** No image of these tests is in Amazon ECR. */
class Never {
  update(): void {
    throw new Error("This signs nothing.");
  }
  digest(): Promise<Uint8Array> {
    return Promise.reject(new Error("This signs nothing."));
  }
  reset(): void {
    // Nothing to forget.
  }
}

function unresolved(refusal: string, why: string) {
  return { kind: "unresolved", refusal, why: `${host()} ${why}` };
}

const digestAnswer = (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(200, { "docker-content-digest": DIGEST }).end();

/** A registry that wants a token, and the service that gives it. */
function guarded(
  giveToken: (request: IncomingMessage, response: ServerResponse) => unknown,
  accepted = "Bearer t1",
) {
  answers((request, response) => {
    if (request.url?.startsWith("/token") === true) giveToken(request, response);
    else if (request.headers.authorization === accepted) digestAnswer(request, response);
    else {
      const challenge = `Bearer realm="http://${host()}/token",service="registry.example.com",scope="repository:acme/flows:pull"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
    }
  });
}
const tokenAnswer = (body: unknown) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(200).end(JSON.stringify(body));

describe("a tag is resolved", () => {
  test("with one request, which accepts lists before single images", async () => {
    answers(digestAnswer);
    expect(await resolve()).toEqual({
      kind: "resolved",
      image: `${host()}/acme/flows@${DIGEST}`,
      digest: DIGEST,
    });
    expect(asked().map(({ line }) => line)).toEqual(["HEAD /v2/acme/flows/manifests/1"]);
    expect(asked()[0]?.headers).toMatchObject({
      accept:
        "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, " +
        "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json",
    });
    expect(asked()[0]?.headers.authorization).toBeUndefined();
  });

  test.each([
    ["token", { token: "t1" }],
    ["access_token", { access_token: "t1" }],
  ])("with an anonymous token, as the registry's 401 says (%s)", async (_, body) => {
    guarded(tokenAnswer(body));
    expect(await resolve()).toMatchObject({ kind: "resolved", digest: DIGEST });
    expect(asked().map(({ line }) => line)).toEqual([
      "HEAD /v2/acme/flows/manifests/1",
      "GET /token?service=registry.example.com&scope=repository%3Aacme%2Fflows%3Apull",
      "HEAD /v2/acme/flows/manifests/1",
    ]);
  });

  test.each([
    ["python", "/v2/library/python/manifests/latest", "python"],
    ["docker.io/python:3.12", "/v2/library/python/manifests/3.12", "docker.io/python"],
    ["prefecthq/prefect:3", "/v2/prefecthq/prefect/manifests/3", "prefecthq/prefect"],
  ])("at Docker Hub's API: %s", async (given, path, name) => {
    answers(digestAnswer);
    expect(await resolve(given)).toMatchObject({ kind: "resolved", image: `${name}@${DIGEST}` });
    expect(asked().map(({ line }) => line)).toEqual([`HEAD ${path}`]);
  });
});

test.each([`acme/flows@${OTHER_DIGEST}`, `acme/flows:1@${OTHER_DIGEST}`])("%s asks nobody", async (given) => {
  answers(digestAnswer);
  expect(await resolve(given)).toEqual({ kind: "pinned" });
  expect(asked()).toEqual([]);
});

test("what is no image reference asks nobody", async () => {
  expect(await resolve("acme/Flows:1")).toEqual({
    kind: "unresolved",
    refusal: "refused",
    why: "it is no image reference",
  });
  expect(asked()).toEqual([]);
});

describe("an answer without a digest says why, and nothing is tried again:", () => {
  test.each<[status: number, refusal: string, why: string]>([
    [404, "missing", "has no such image (404)"],
    [403, "refused", "has no such repository, or shows it only with a credential (403)"],
    [405, "refused", "answered 405"],
    [429, "unanswered", "was asked too often from this runner's address (429)"],
    [503, "unanswered", "answered 503"],
  ])("%i", async (status, refusal, why) => {
    answers((_, response) => response.writeHead(status).end());
    expect(await resolve()).toEqual(unresolved(refusal, why));
    expect(asked()).toHaveLength(1);
  });

  test.each([
    ["none", {}],
    ["of another algorithm", { "docker-content-digest": `sha512:${"0".repeat(128)}` }],
    ["with more in it", { "docker-content-digest": `${DIGEST} --privileged` }],
    ["in capitals", { "docker-content-digest": DIGEST.toUpperCase() }],
  ])("a digest %s", async (_, headers) => {
    answers((_request, response) => response.writeHead(200, headers).end());
    expect(await resolve()).toEqual(unresolved("refused", "answered without the image's digest"));
  });

  test("a token that is not enough", async () => {
    guarded(tokenAnswer({ token: "t1" }), "Bearer another");
    const why = "has no such repository, or shows it only with a credential (401)";
    expect(await resolve()).toEqual(unresolved("refused", why));
    expect(asked()).toHaveLength(3);
  });

  test.each([
    ["no challenge", {}],
    ["a challenge for a password", { "www-authenticate": 'Basic realm="registry"' }],
    ["a realm that is no address", { "www-authenticate": 'Bearer realm="registry"' }],
    ["a realm in clear text elsewhere", { "www-authenticate": 'Bearer realm="http://192.0.2.1/token"' }],
  ])("401 and %s", async (_, headers) => {
    answers((_request, response) => response.writeHead(401, headers).end());
    expect(await resolve()).toEqual(unresolved("refused", "wants a credential (401)"));
    expect(asked()).toHaveLength(1);
  });

  test.each<
    [what: string, answer: (request: IncomingMessage, response: ServerResponse) => unknown, string, string]
  >([
    ["that is not there", (_, response) => response.writeHead(404).end(), "refused", "answered 404"],
    ["that fails", (_, response) => response.writeHead(500).end(), "unanswered", "answered 500"],
    ["without a token", tokenAnswer({ expires_in: 300 }), "refused", "gave no token"],
    [
      "that does not speak JSON",
      (_, response) => response.writeHead(200).end("<html>"),
      "refused",
      "gave no token",
    ],
  ])("a token service %s", async (_, answer, refusal, why) => {
    guarded(answer);
    expect(await resolve()).toEqual({
      kind: "unresolved",
      refusal,
      why: `The token service of ${host()} ${why}`,
    });
  });
});

describe("no answer", () => {
  test("within the time that all requests have together", async () => {
    guarded((_, response) => setTimeout(() => response.end(), 2_000).unref());
    expect(await resolve(undefined, 200)).toEqual({
      kind: "unresolved",
      refusal: "unanswered",
      why: `The token service of ${host()} did not answer in time`,
    });
  });

  test("from a port where nobody listens", async () => {
    expect(await resolve("127.0.0.1:1/acme/flows:1")).toMatchObject({
      kind: "unresolved",
      refusal: "unanswered",
      why: expect.stringMatching(/^127\.0\.0\.1:1 was not reached: /) as unknown,
    });
  });

  test("in a run that is cancelled", async () => {
    const interrupt = new AbortController();
    answers(() => {
      interrupt.abort(new Error("The run was cancelled."));
    });
    expect(await resolve(undefined, 5_000, interrupt.signal)).toEqual(
      unresolved("unanswered", "was not reached: The run was cancelled."),
    );
  });
});
