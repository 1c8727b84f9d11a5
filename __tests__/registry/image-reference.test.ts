import { describe, expect, test } from "@jest/globals";
import { parseImageReference, withDigest } from "../../src/registry/image-reference.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

describe("a tag is found at", () => {
  test.each([
    ["python", "docker.io", "library/python", "latest"],
    ["python:3.12", "docker.io", "library/python", "3.12"],
    ["docker.io/python:3.12", "docker.io", "library/python", "3.12"],
    ["index.docker.io/acme/flows:1", "docker.io", "acme/flows", "1"],
    ["prefecthq/prefect-aws:0.7.12-python3.12", "docker.io", "prefecthq/prefect-aws", "0.7.12-python3.12"],
    ["quay.io/acme/team/flows:v1_a.b", "quay.io", "acme/team/flows", "v1_a.b"],
    ["localhost/flows:1", "localhost", "flows", "1"],
    ["127.0.0.1:5000/flows", "127.0.0.1:5000", "flows", "latest"],
    ["registry.example.com:8443/acme/flows:1", "registry.example.com:8443", "acme/flows", "1"],
    ["[::1]:5000/flows:1", "[::1]:5000", "flows", "1"],
  ])("%s: host %s, repository %s, tag %s", (given, host, repository, tag) => {
    expect(parseImageReference(given)).toMatchObject({ kind: "tagged", host, repository, tag });
  });
});

test.each([`acme/flows@${DIGEST}`, `acme/flows:1@${DIGEST}`])("%s has a digest", (given) => {
  expect(parseImageReference(given)).toEqual({ kind: "digest" });
});

test.each([
  "",
  "acme/Flows:1",
  "acme//flows",
  "flows:",
  "flows:a:b",
  "flows@sha256:abc",
  `a@md5:${"0".repeat(32)}`,
])('"%s" is no image reference', (given) => {
  expect(parseImageReference(given)).toEqual({ kind: "malformed" });
});

test("with its digest, an image keeps the name that it was given, and loses its tag", () => {
  const image = parseImageReference("registry.example.com:8443/acme/flows:1");
  expect(image.kind === "tagged" && withDigest(image, DIGEST)).toBe(
    `registry.example.com:8443/acme/flows@${DIGEST}`,
  );
});
