import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { type EnvironmentRecord, parseEnvironmentRecord } from "../../src/terraform/environment-record.ts";
import { EnvironmentStore } from "../../src/terraform/environment-store.ts";
import { lockKey, recordKey, stateKey } from "../../src/terraform/state-key.ts";
import { type LoopbackAnswer, type LoopbackRequest, withLoopback } from "./support/loopback.ts";

// The server below plays S3's listings and pages; that real objects go is for the system tests.

const account = "123456789012";
const record: EnvironmentRecord = {
  schemaVersion: 1,
  repository: "acme/etl",
  name: "etl",
  environment: "production",
  entry: "production",
  deploymentName: "etl-production",
  branch: "main",
  ephemeral: false,
  protected: true,
  region: "eu-west-1",
  cluster: "etl-production",
  service: "etl-production",
  prefect: { apiUrl: "http://127.0.0.1:4200/api", workPool: "etl", workPoolMade: true },
  deployed: [],
  jobVariables: {},
  keptJobVariables: [],
  images: {},
  commit: "0123abc",
  updatedAt: "2026-11-23T19:36:13Z",
  status: "applied",
  flowRunFamily: "etl-production-flow-run",
  workerFamily: "etl-production",
};
const folder = "acme/etl/etl/production/";

test("state, lock and record lie in one folder", () => {
  expect([stateKey(record), lockKey(record), recordKey(record)]).toEqual([
    `${folder}terraform.tfstate`,
    `${folder}terraform.tfstate.tflock`,
    `${folder}environment.json`,
  ]);
});

describe("a record", () => {
  test("reads as it was written", () => {
    expect(parseEnvironmentRecord(JSON.stringify(record), "key")).toEqual(record);
  });

  test.each([
    ["no JSON", "{", "document: expected JSON"],
    ["a later version", JSON.stringify({ ...record, schemaVersion: 2 }), "schemaVersion: "],
    ["a time that is none", JSON.stringify({ ...record, expiresAt: "tomorrow" }), "expiresAt: "],
    ["an unknown status", JSON.stringify({ ...record, status: "gone" }), "status: "],
  ])("of %s is refused by its key and field", (_, text, message) => {
    expect(() => parseEnvironmentRecord(text, "a/environment.json")).toThrow(
      `The record a/environment.json was not understood: ${message}`,
    );
  });
});

test("what is not there is read as nothing", async () => {
  const missing = { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" };
  await withStore(
    () => missing,
    async (store) => {
      expect(await store.read(record)).toBeUndefined();
      expect(await store.readLock(record)).toBeUndefined();
    },
  );
});

test("a refusal is not mistaken for absence", async () => {
  const refused = { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
  await withStore(
    () => refused,
    async (store) => {
      await expect(store.read(record)).rejects.toThrow(expect.objectContaining({ name: "AccessDenied" }));
    },
  );
});

test("every request names the account that must own the bucket", async () => {
  const answer = ({ method }: LoopbackRequest) => (method === "GET" ? { body: JSON.stringify(record) } : {});
  const requests = await withStore(answer, async (store) => {
    await store.write(record);
    await store.read(record);
    await store.removeLock(record);
  });
  expect(requests.map(({ method }) => method)).toEqual(["PUT", "GET", "DELETE"]);
  for (const { headers } of requests) expect(headers["x-amz-expected-bucket-owner"]).toBe(account);
});

test("lists the records of all pages, and nothing else", async () => {
  const pages: Readonly<Record<string, string>> = {
    first: listing(["a/environment.json", "a/terraform.tfstate"], "second"),
    second: listing(["b/environment.json", "gone/environment.json", "environment.json.bak"]),
  };
  const answer = ({ url }: LoopbackRequest): LoopbackAnswer => {
    if (url.searchParams.has("list-type")) {
      return { body: pages[url.searchParams.get("continuation-token") ?? "first"] ?? "" };
    }
    if (url.pathname.includes("/gone/"))
      return { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" };
    return { body: JSON.stringify({ ...record, environment: url.pathname.split("/").at(-2) }) };
  };
  await withStore(answer, async (store) => {
    expect((await store.list("acme/etl/")).map(({ environment }) => environment)).toEqual(["a", "b"]);
  });
});

describe("removing an environment", () => {
  test("removes every version and delete marker of every page, the record last", async () => {
    const pages: Readonly<Record<string, string>> = {
      "": versions(
        [
          ["Version", "environment.json", "1"],
          ["DeleteMarker", "terraform.tfstate", "2"],
        ],
        "terraform.tfstate",
      ),
      "terraform.tfstate": versions([
        ["Version", "terraform.tfstate", "3"],
        ["Version", "terraform.tfstate.tflock", "4"],
      ]),
    };
    const answer = ({ method, url }: LoopbackRequest): LoopbackAnswer =>
      method === "POST"
        ? { body: "<DeleteResult/>" }
        : url.searchParams.get("prefix") === folder
          ? { body: pages[url.searchParams.get("key-marker") ?? ""] ?? "" }
          : {
              body: versions([
                ["Version", "environment.json", "1"],
                ["Version", "environment.json.bak", "9"],
              ]),
            };
    const requests = await withStore(answer, (store) => store.removeAll(record));
    const removed = requests
      .filter(({ method }) => method === "POST")
      .map(({ body }) => [...body.matchAll(/<VersionId>(\d)</g)].map(([, id]) => id));
    expect(removed).toEqual([["2"], ["3", "4"], ["1"]]);
    for (const { headers } of requests) expect(headers["x-amz-expected-bucket-owner"]).toBe(account);
  });

  test("of which nothing is left deletes nothing", async () => {
    const requests = await withStore(
      () => ({ body: versions([]) }),
      (store) => store.removeAll(record),
    );
    expect(requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
  });

  test("fails when an object stays, and keeps the record", async () => {
    const removals: string[] = [];
    const answer = ({ method, body }: LoopbackRequest): LoopbackAnswer => {
      if (method !== "POST") {
        return {
          body: versions([
            ["Version", "environment.json", "1"],
            ["Version", "terraform.tfstate", "2"],
          ]),
        };
      }
      removals.push(body);
      return {
        body: "<DeleteResult><Error><Key>k</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>",
      };
    };
    const removing = withStore(answer, (store) => store.removeAll(record));
    await expect(removing).rejects.toThrow(
      "1 objects were not removed from states, the first being k: AccessDenied no",
    );
    expect(removals).toHaveLength(1);
    expect(removals[0]).not.toContain("environment.json");
  });
});

function listing(names: readonly string[], next?: string): string {
  const contents = names.map((name) => `<Contents><Key>acme/etl/etl/${name}</Key></Contents>`).join("");
  const more = next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return `<ListBucketResult>${contents}<IsTruncated>${next !== undefined}</IsTruncated>${more}</ListBucketResult>`;
}

function versions(entries: readonly (readonly [string, string, string])[], next?: string): string {
  const listed = entries
    .map(([kind, name, id]) => `<${kind}><Key>${folder}${name}</Key><VersionId>${id}</VersionId></${kind}>`)
    .join("");
  const more = next === undefined ? "" : `<NextKeyMarker>${next}</NextKeyMarker>`;
  return `<ListVersionsResult>${listed}<IsTruncated>${next !== undefined}</IsTruncated>${more}</ListVersionsResult>`;
}

async function withStore(
  answer: (request: LoopbackRequest) => LoopbackAnswer,
  use: (store: EnvironmentStore) => Promise<void>,
): Promise<readonly LoopbackRequest[]> {
  const requests: LoopbackRequest[] = [];
  const record = (request: LoopbackRequest) => {
    requests.push(request);
    return answer(request);
  };
  await withLoopback(record, async (endpoint) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const s3 = new S3Client({
      endpoint,
      region: "eu-west-1",
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    await use(new EnvironmentStore({ s3, bucket: "states", account }));
  });
  return requests;
}
