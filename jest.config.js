/**
 * Unit and control tests run in seconds; scanners are programs of others, which PyPI has; system tests run the
 * built action against the local cloud.
 */
const shared = {
  roots: ["<rootDir>/__tests__"],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  // Each test file evaluates anew what it imports. These no test needs, and they are most of the modules that come with
  // their library: zod's messages in fifty languages, and what cdktf packs assets with, of which no stack has one.
  moduleNameMapper: {
    "/locales/index\\.js$": "zod/v4/locales/en.js",
    "^archiver$": "<rootDir>/__tests__/stacks/no-archiver.ts",
  },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
};

export default {
  // A busy machine is no failure; a test that hangs is one. The system tests are given more on their command line.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: ["system", "checkov", "zizmor"].map(
        (folder) => `<rootDir>/__tests__/${folder}/`,
      ),
    },
    {
      ...shared,
      displayName: "scanners",
      testMatch: ["<rootDir>/__tests__/{checkov,zizmor}/**/*.test.ts"],
    },
    {
      ...shared,
      displayName: "system",
      testMatch: ["<rootDir>/__tests__/system/**/*.test.ts"],
      globalSetup: "<rootDir>/__tests__/system/support/global-setup.ts",
      globalTeardown: "<rootDir>/__tests__/system/support/global-teardown.ts",
    },
  ],
};
