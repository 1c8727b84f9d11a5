import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  branchPlaceholder,
  branchSlug,
  deploymentName,
  ephemeralEnvironment,
  resourceNames,
} from "../../src/config/names.ts";
import { fileShape } from "../../src/config/schema.ts";
import type { ResourceNames } from "../../stacks/config.ts";

/** AWS's limits, from the API reference of each service: length and the characters it takes. */
const LIMITS: Readonly<Record<keyof ResourceNames, readonly [length: number, pattern: RegExp]>> = {
  cluster: [255, /^[A-Za-z0-9_-]+$/],
  service: [255, /^[A-Za-z0-9_-]+$/],
  workerFamily: [255, /^[A-Za-z0-9_-]+$/],
  flowRunFamily: [255, /^[A-Za-z0-9_-]+$/],
  executionRole: [64, /^[\w+=,.@-]+$/],
  workerRole: [64, /^[\w+=,.@-]+$/],
  flowRunRole: [64, /^[\w+=,.@-]+$/],
  flowRunExecutionRole: [64, /^[\w+=,.@-]+$/],
  instanceRole: [64, /^[\w+=,.@-]+$/],
  launchTemplate: [128, /^[\w().\-/]{3,}$/],
  autoScalingGroup: [255, /^[^:]+$/],
  capacityProvider: [255, /^(?!aws|ecs|fargate)[\w-]+$/],
  // Terraform appends 26 characters to a prefix (id.UniqueIDSuffixLength).
  securityGroupPrefix: [255 - 26, /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/],
  endpointsSecurityGroup: [255, /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/],
  flowLogsRole: [64, /^[\w+=,.@-]+$/],
  flowLogsGroup: [512, /^[\w./#-]+$/],
  secret: [512, /^[\w/+=.@-]+(?<!-\w{8})$/],
  logGroup: [512, /^[\w./#-]+$/],
  keyAlias: [256, /^alias\/(?!aws\/)[\w/-]+$/],
  eventQueue: [80, /^[\w-]+$/],
  eventDeadLetterQueue: [80, /^[\w-]+$/],
  eventRule: [64, /^[\w.-]+$/],
  alarmTopic: [256, /^[\w-]+$/],
  alarmPrefix: [255 - 32, /^[\w-]+$/],
  failedDeploymentRule: [64, /^[\w.-]+$/],
  impairedServiceRule: [64, /^[\w.-]+$/],
  stoppedTaskRule: [64, /^[\w.-]+$/],
  dashboard: [255, /^[\w-]+$/],
};

/** What a name keeps of itself when it is cut: the rest is a hyphen and a hash. */
const KEPT = 41;

const identifier = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
const projectName = identifier.filter((name) => fileShape.name.safeParse(name).success);
const branch = fc.string({ minLength: 1, maxLength: 120, unit: "grapheme" });
const environment = fc.oneof(
  identifier,
  fc.tuple(identifier, branch).map(([entry, name]) => ephemeralEnvironment(entry, name)),
);

describe("resource names", () => {
  test("stay within AWS's limits for every name, environment and branch", () => {
    fc.assert(
      fc.property(projectName, environment, (name, env) => {
        const names = resourceNames(deploymentName(name, env));
        for (const [key, [length, pattern]] of Object.entries(LIMITS)) {
          const value = names[key as keyof ResourceNames];
          expect(value.length).toBeLessThanOrEqual(length);
          expect(value).toMatch(pattern);
        }
      }),
    );
  });

  test("are the same each time and differ for every other name or environment", () => {
    fc.assert(
      fc.property(identifier, environment, identifier, environment, (name, env, otherName, otherEnv) => {
        const isSame = name === otherName && env === otherEnv;
        expect(deploymentName(name, env) === deploymentName(otherName, otherEnv)).toBe(isSame);
      }),
    );
  });

  type Deployment = Parameters<typeof deploymentName>;
  const long = "n".repeat(32);
  test.each<[where: string, one: Deployment, other: Deployment]>([
    ["in the last letter of the environment", [long, "production-a"], [long, "production-b"]],
    ["in where the environment ends", [long, "production-a"], [long, "production-a1"]],
    ["in where the name ends", [`${long}-a`, "production-b"], [long, "a-production-b"]],
    [
      "in branches that begin alike",
      [long, ephemeralEnvironment("preview", "feature/customer-import-v1")],
      [long, ephemeralEnvironment("preview", "feature/customer-import-v2")],
    ],
  ])("that are cut differ, too, where the names differ %s", (_where, one, other) => {
    const [name, otherName] = [deploymentName(...one), deploymentName(...other)];
    expect(name.slice(0, KEPT)).toBe(otherName.slice(0, KEPT));
    expect(name).not.toBe(otherName);
  });

  test("that are cut differ for any two environments which begin alike", () => {
    const alike = fc.stringMatching(/^[a-z]{45,60}$/);
    fc.assert(
      fc.property(alike, identifier, identifier, (prefix, end, otherEnd) => {
        fc.pre(end !== otherEnd);
        const names = [end, otherEnd].map((tail) => deploymentName("etl", prefix + tail));
        expect(new Set(names.map((name) => name.slice(0, KEPT))).size).toBe(1);
        expect(new Set(names).size).toBe(2);
      }),
    );
  });

  test("do not collide when a hyphen could be read either way", () => {
    expect(deploymentName("a", "b-c")).not.toBe(deploymentName("a-b", "c"));
    expect(deploymentName("etl", "production")).toBe("etl-production");
  });
});

test("{branch} is the branch where any name may hold it, else unmistakable", () => {
  expect(branchPlaceholder("main")).toBe("main");
  expect(branchPlaceholder("feature/x")).toMatch(/^feature-x-[0-9a-f]{8}$/);
  expect(branchPlaceholder("feature/customer-import-v1")).not.toBe(
    branchPlaceholder("feature/customer-import-v2"),
  );
});

describe("an ephemeral environment's name", () => {
  test.each([
    ["feature/new-thing", /^preview-feature-new-thing-[0-9a-f]{8}$/],
    ["Feature/ÄÖÜ", /^preview-feature-[0-9a-f]{8}$/],
    ["日本", /^preview-[0-9a-f]{8}$/],
    ["a".repeat(200), /^preview-a{20}-[0-9a-f]{8}$/],
  ])("of branch %s is readable", (name, expected) => {
    expect(ephemeralEnvironment("preview", name)).toMatch(expected);
  });

  test("keeps branches apart whose slugs are equal", () => {
    expect(branchSlug("feature/a")).toBe(branchSlug("feature-a"));
    expect(ephemeralEnvironment("p", "feature/a")).not.toBe(ephemeralEnvironment("p", "feature-a"));
  });
});
