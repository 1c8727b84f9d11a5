import { text } from "node:stream/consumers";
import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { describe, expect, test } from "@jest/globals";
import { inEcr } from "../../src/registry/ecr-digest.ts";
import { parseImageReference } from "../../src/registry/image-reference.ts";
import { resolveImage } from "../../src/registry/resolve-image.ts";
import { playedServer } from "./played-server.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/data/flows";
const { host, answers, asked } = playedServer();

const someone = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" };

function resolve(credentials: STSClientConfig["credentials"] = someone) {
  const { config } = new STSClient({ region: "eu-west-1", credentials });
  const signing = { credentials: config.credentials, sha256: config.sha256 };
  return resolveImage(`${IMAGE}:v3`, {
    dockerHubUrl: "http://127.0.0.1:1",
    ecr: { signing, endpointUrl: `http://${host()}` },
    signal: new AbortController().signal,
  });
}

test("a tag in Amazon ECR is resolved by a signed DescribeImages in the image's account and region", async () => {
  let body = "";
  answers((request, response) => {
    void text(request).then((sent) => {
      body = sent;
      response.end(JSON.stringify({ imageDetails: [{ imageDigest: DIGEST, imageTags: ["v3"] }] }));
    });
  });
  expect(await resolve()).toEqual({ kind: "resolved", image: `${IMAGE}@${DIGEST}`, digest: DIGEST });
  expect(asked().map(({ line }) => line)).toEqual(["POST /"]);
  expect(asked()[0]?.headers).toMatchObject({
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeImages",
    "x-amz-security-token": "session",
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/ecr\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/,
    ) as unknown,
  });
  expect(JSON.parse(body)).toEqual({
    registryId: "111122223333",
    repositoryName: "data/flows",
    imageIds: [{ imageTag: "v3" }],
  });
});

describe("a tag in Amazon ECR is not resolved", () => {
  test.each<[status: number, body: unknown, refusal: string, why: string]>([
    [
      400,
      { __type: "com.amazonaws.ecr#ImageNotFoundException" },
      "missing",
      "has no such image (ImageNotFoundException)",
    ],
    [
      400,
      { __type: "RepositoryNotFoundException" },
      "missing",
      "has no such image (RepositoryNotFoundException)",
    ],
    [
      400,
      { __type: "AccessDeniedException" },
      "refused",
      "refused ecr:DescribeImages (AccessDeniedException)",
    ],
    [
      400,
      { __type: "ThrottlingException" },
      "unanswered",
      "refused ecr:DescribeImages (ThrottlingException)",
    ],
    [500, { __type: "ServerException" }, "unanswered", "refused ecr:DescribeImages (ServerException)"],
    [503, "<html>", "unanswered", "refused ecr:DescribeImages (503)"],
    [200, { imageDetails: [] }, "refused", "answered without the image's digest"],
  ])("on %i %j", async (status, body, refusal, why) => {
    answers((_, response) => response.writeHead(status).end(JSON.stringify(body)));
    expect(await resolve()).toEqual({ kind: "unresolved", refusal, why: `Amazon ECR ${why}` });
  });

  test("without credentials, and nobody is asked", async () => {
    const none = () => Promise.reject(new Error("Could not load credentials from any providers"));
    expect(await resolve(none)).toEqual({
      kind: "unresolved",
      refusal: "refused",
      why: "no AWS credentials were found to ask Amazon ECR with",
    });
    expect(asked()).toEqual([]);
  });
});

test.each([
  [`${IMAGE}:v3`, "https://api.ecr.us-east-1.amazonaws.com"],
  [
    "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/flows:v3",
    "https://api.ecr.cn-north-1.amazonaws.com.cn",
  ],
  ["public.ecr.aws/acme/flows:v3", undefined],
  ["111122223333.dkr.ecr.us-east-1.amazonaws.com.example.com/flows:v3", undefined],
])("%s has its API at %s", (given, endpointUrl) => {
  const image = parseImageReference(given);
  expect(image.kind === "tagged" && inEcr(image)?.endpointUrl).toBe(endpointUrl);
});
