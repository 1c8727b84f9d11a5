import { describe, expect, test } from "@jest/globals";
import { environmentByName, environmentOfBranch } from "../../src/config/environments.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";

const file = parseWorkerFile(
  `
name: etl
work_pool: { name: "etl-{environment}" }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main], protected: true }
  hotfix: { branches: ["feature/urgent-*"] }
  preview: { branches: ["feature/**"], ephemeral: true, ttl: 7d }
`,
  "f.yml",
);

describe("the environment of a branch", () => {
  test.each([
    ["main", "production"],
    ["feature/urgent-1", "hotfix"],
    ["feature/x", expect.stringMatching(/^preview-feature-x-[0-9a-f]{8}$/)],
    ["feature/deep/er", expect.stringMatching(/^preview-feature-deep-er-/)],
    ["main2", undefined],
    ["feature", undefined],
  ])("%s is %s: the first entry whose glob matches", (branch, expected) => {
    expect(environmentOfBranch(file, branch)?.name).toEqual(expected);
  });

  test("is complete: flags, time to live, and the deployment with placeholders filled in", () => {
    const preview = environmentOfBranch(file, "feature/x");
    expect(preview).toMatchObject({
      entry: "preview",
      isEphemeral: true,
      isProtected: false,
      ttlSeconds: 604_800,
    });
    expect(preview?.deployment.work_pool.name).toBe(`etl-${preview?.name}`);
  });
});

describe("an environment by its name", () => {
  test("is an entry, or an ephemeral one of this branch by its full name", () => {
    expect(environmentByName(file, "production", "main").isProtected).toBe(true);
    const name = environmentOfBranch(file, "feature/x")?.name ?? "";
    expect(environmentByName(file, name, "feature/x").name).toBe(name);
  });

  test("that is unknown is refused with the names there are", () => {
    expect(() => environmentByName(file, "staging", "main")).toThrow(
      'The input environment is "staging": the configuration has no such environment. Use one of: production, hotfix, preview.',
    );
  });
});
