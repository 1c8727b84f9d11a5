import { describe, expect, test } from "@jest/globals";
import { UserError } from "../src/errors.ts";
import {
  awsRegion,
  command,
  githubToken,
  prefectApiUrl,
  prefectCredential,
  serverUrl,
  terraformVersionRange,
} from "../src/inputs.ts";

const CLOUD =
  "https://api.prefect.cloud/api/accounts/0a1b2c3d-0000-0000-0000-000000000000/workspaces/4e5f6a7b-0000-0000-0000-000000000000";

describe("is accepted", () => {
  test.each<[what: string, given: unknown, expected: unknown]>([
    ["a command", command("verify"), "verify"],
    ["the default command", command("auto"), "auto"],
    ["Prefect Cloud's address", prefectApiUrl(CLOUD), CLOUD],
    [
      "a server's address, without its last slash",
      prefectApiUrl("http://10.0.0.1:4200/api/"),
      "http://10.0.0.1:4200/api",
    ],
    ["an API key", prefectCredential("pnu_1", ""), { kind: "api-key", value: "pnu_1" }],
    ["an auth string", prefectCredential("", "admin:pass"), { kind: "auth-string", value: "admin:pass" }],
    ["no credential", prefectCredential("", ""), { kind: "none" }],
    ["an exact version", terraformVersionRange("1.11.4"), "1.11.4"],
    ["a range of versions", terraformVersionRange(">=1.11.0 <2.0.0"), ">=1.11.0 <2.0.0"],
    ["a region", awsRegion("us-gov-west-1"), "us-gov-west-1"],
    ["a token", githubToken("ghs_1"), "ghs_1"],
    [
      "a mirror below a path, without its last slash",
      serverUrl("docker-hub-mirror", "https://mirror.example.com/docker/"),
      "https://mirror.example.com/docker",
    ],
    [
      "a mirror on this machine",
      serverUrl("docker-hub-mirror", "http://localhost:5000"),
      "http://localhost:5000",
    ],
  ])("%s", (_, given, expected) => {
    expect(given).toEqual(expected);
  });
});

describe("is refused, naming the input, the value and what is allowed", () => {
  test.each<[what: string, call: () => unknown, message: RegExp]>([
    [
      "an unknown command",
      () => command("deploy"),
      /^The input command is "deploy": allowed is one of auto, plan, apply/,
    ],
    [
      "an address of Cloud without a workspace",
      () => prefectApiUrl("https://api.prefect.cloud/api"),
      /^The input prefect-api-url is .*workspaces\/<id>/,
    ],
    [
      "an address that does not end in /api",
      () => prefectApiUrl("https://prefect.example.com"),
      /^The input prefect-api-url is "https:\/\/prefect\.example\.com"/,
    ],
    ["no address", () => prefectApiUrl(""), /^The input prefect-api-url is ""/],
    [
      "two credentials",
      () => prefectCredential("pnu_1", "a:b"),
      /are both set: Prefect uses one credential at a time/,
    ],
    [
      "a version before write-only arguments",
      () => terraformVersionRange("~1.10"),
      /a range of versions from 1\.11\.0 on/,
    ],
    [
      "text that is no range",
      () => terraformVersionRange("latest one"),
      /^The input terraform-version is "latest one"/,
    ],
    [
      "a region that AWS does not name like that",
      () => awsRegion("europe"),
      /^The environment variable AWS_REGION is "europe".*eu-west-1/,
    ],
    [
      "a mirror elsewhere in clear text",
      () => serverUrl("docker-hub-mirror", "http://mirror.example.com"),
      /^The input docker-hub-mirror is "http:\/\/mirror\.example\.com": allowed is https:\/\/<host>/,
    ],
    [
      "a mirror that is no address",
      () => serverUrl("docker-hub-mirror", "mirror"),
      /^The input docker-hub-mirror is "mirror"/,
    ],
    [
      "a mirror with a password in it, which stays hidden",
      () => serverUrl("docker-hub-mirror", "https://me:hunter2@mirror.example.com"),
      /^The input docker-hub-mirror is "\(hidden\)"/,
    ],
    ["no token", () => githubToken(""), /^The input github-token is ""/],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(UserError);
    expect(call).toThrow(message);
  });

  test("an address with a password in it, which stays hidden", () => {
    const call = () => prefectApiUrl("https://admin:hunter2@prefect.example.com/api");
    expect(call).toThrow('The input prefect-api-url is "(hidden)"');
    expect(call).not.toThrow("hunter2");
  });

  test("an auth string without a colon, whose value stays hidden", () => {
    const call = () => prefectCredential("", "hunter2");
    expect(call).toThrow('The input prefect-auth-string is "(hidden)": allowed is user:password');
    expect(call).not.toThrow("hunter2");
  });
});
