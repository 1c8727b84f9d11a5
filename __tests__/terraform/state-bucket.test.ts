import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { OutsideError } from "../../src/errors.ts";
import { StateBucket, stateBucketName } from "../../src/terraform/state-bucket.ts";
import { type LoopbackAnswer, type LoopbackRequest, withLoopback } from "./support/loopback.ts";

// The server below answers with S3's status codes; that S3 acts on what it is asked is for the system tests.

const account = "123456789012";
const versioned = { body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>" };
const unversioned = { body: "<VersioningConfiguration/>" };

test("the bucket is named after its account and region", () => {
  expect(stateBucketName(account, "eu-west-1")).toBe("prefect-ecs-worker-123456789012-eu-west-1");
});

describe("inspecting", () => {
  test.each<[string, LoopbackAnswer, LoopbackAnswer, string]>([
    ["a versioned bucket", { status: 200 }, versioned, "ready"],
    ["a bucket whose making was cut off", { status: 200 }, unversioned, "unfinished"],
    ["a bucket whose versioning the role may not see", { status: 200 }, { status: 403 }, "ready"],
    ["no bucket", { status: 404 }, versioned, "missing"],
  ])("%s", async (_, head, versioning, expected) => {
    const { result, requests } = await withBucket(answerInspection(head, versioning), (bucket) =>
      bucket.inspect(),
    );
    expect(result).toBe(expected);
    for (const { headers } of requests) expect(headers["x-amz-expected-bucket-owner"]).toBe(account);
  });

  test.each<[string, LoopbackAnswer, RegExp]>([
    [
      "somebody else's bucket",
      { status: 403 },
      /was refused: it belongs to another account than 123456789012/,
    ],
    ["a bucket that S3 sends elsewhere", { status: 301 }, /cannot be used: it lies in another region/],
    [
      "a bucket of another region",
      { status: 200, headers: { "x-amz-bucket-region": "us-west-2" } },
      /it lies in us-west-2, this run works in eu-west-1/,
    ],
  ])("%s is refused", async (_, head, message) => {
    const inspecting = withBucket(answerInspection(head, versioned), (bucket) => bucket.inspect());
    await expect(inspecting).rejects.toThrow(OutsideError);
    await expect(inspecting).rejects.toThrow(message);
  });
});

describe("creating", () => {
  const steps = ["publicAccessBlock", "ownershipControls", "encryption", "policy", "versioning"];

  test("makes the bucket, closes it, and versions it last", async () => {
    const { requests } = await withBucket(
      () => ({}),
      (bucket) => bucket.create(),
    );
    expect(requests[0]?.method).toBe("PUT");
    expect(requests[0]?.url.href).toBe("http://loopback/states/");
    expect(subresources(requests.slice(1))).toEqual(steps);
    expect(requests[0]?.body).toContain("<LocationConstraint>eu-west-1</LocationConstraint>");
    expect(requests[1]?.body.match(/>true</g)).toHaveLength(4);
    expect(requests[2]?.body).toContain("BucketOwnerEnforced");
    expect(requests[3]?.body).toContain("AES256");
    expect(JSON.parse(requests[4]?.body ?? "")).toMatchObject({
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::states", "arn:aws:s3:::states/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(requests[5]?.body).toContain("<Status>Enabled</Status>");
    for (const { headers } of requests.slice(1)) expect(headers["x-amz-expected-bucket-owner"]).toBe(account);
  });

  test("names no location in us-east-1", async () => {
    const { requests } = await withBucket(
      () => ({}),
      (bucket) => bucket.create(),
      "us-east-1",
    );
    expect(requests[0]?.body).not.toContain("LocationConstraint");
  });

  test.each([
    ["cn-north-1", "arn:aws-cn:s3:::states"],
    ["us-gov-west-1", "arn:aws-us-gov:s3:::states"],
  ])("writes the policy for the partition of %s", async (region, arn) => {
    const { requests } = await withBucket(
      () => ({}),
      (bucket) => bucket.create(),
      region,
    );
    expect(requests[4]?.body).toContain(`"${arn}"`);
  });

  test("applies every step again to a bucket that is ours already", async () => {
    const answer = refuseCreation("BucketAlreadyOwnedByYou");
    const { requests } = await withBucket(answer, (bucket) => bucket.create());
    expect(subresources(requests.slice(1))).toEqual(steps);
  });

  test("touches nothing of a bucket that is somebody else's", async () => {
    const seen: LoopbackRequest[] = [];
    const answer = (request: LoopbackRequest) => {
      seen.push(request);
      return refuseCreation("BucketAlreadyExists")(request);
    };
    await expect(withBucket(answer, (bucket) => bucket.create())).rejects.toThrow(
      /belongs to another account/,
    );
    expect(seen).toHaveLength(1);
  });
});

/** `versioning` of `PUT /states?versioning` */
function subresources(requests: readonly LoopbackRequest[]) {
  return requests.map(({ url }) => [...url.searchParams.keys()][0]);
}

function answerInspection(head: LoopbackAnswer, versioning: LoopbackAnswer) {
  return ({ method }: LoopbackRequest) => (method === "HEAD" ? head : versioning);
}

function refuseCreation(code: string) {
  return ({ body }: LoopbackRequest): LoopbackAnswer =>
    body.includes("CreateBucketConfiguration")
      ? { status: 409, body: `<Error><Code>${code}</Code></Error>` }
      : {};
}

async function withBucket<T>(
  answer: (request: LoopbackRequest) => LoopbackAnswer,
  use: (bucket: StateBucket) => Promise<T>,
  region = "eu-west-1",
): Promise<{ readonly result: T; readonly requests: readonly LoopbackRequest[] }> {
  const requests: LoopbackRequest[] = [];
  const record = (request: LoopbackRequest) => {
    requests.push(request);
    return answer(request);
  };
  return withLoopback(record, async (endpoint) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    const result = await use(new StateBucket({ s3, bucket: "states", account, region }));
    return { result, requests };
  });
}
