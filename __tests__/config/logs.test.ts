import { describe, expect, test } from "@jest/globals";
import { logsConfig } from "../../src/config/stack/logs.ts";
import { parseWorkerFile } from "../../src/config/worker-file.ts";
import type { LogsConfig } from "../../stacks/config.ts";

describe("logs", () => {
  test.each<[yaml: string, expected: LogsConfig]>([
    ["{}", { retentionDays: 30, mode: "non-blocking", bufferMiB: 25 }],
    ["{ retention_days: 3653, buffer_mib: 4 }", { retentionDays: 3653, mode: "non-blocking", bufferMiB: 4 }],
    ["{ mode: blocking }", { retentionDays: 30, mode: "blocking", bufferMiB: 25 }],
  ])("%s", (yaml, expected) => {
    expect(logsConfig(read(yaml))).toEqual(expected);
  });

  test.each<[yaml: string, message: string]>([
    [
      "{ retention_days: 31 }",
      "f.yml:7:9: logs.retention_days is 31: allowed are 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, " +
        "731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.",
    ],
    ["{ mode: async }", 'f.yml:7:9: logs.mode is "async": allowed are non-blocking, blocking.'],
    ["{ buffer_mib: 0 }", "f.yml:7:9: logs.buffer_mib is 0: a whole number from 1 to 256."],
    ["{ buffer_mib: 1000 }", "logs.buffer_mib is 1000: a whole number from 1 to 256."],
  ])("%s is refused", (yaml, message) => {
    expect(() => read(yaml)).toThrow(message);
  });
});

function read(yaml: string) {
  const text = `
name: etl
work_pool: { name: etl }
network: { subnet_ids: [subnet-0a] }
environments:
  production: { branches: [main] }
logs: ${yaml}
`;
  return parseWorkerFile(text, "f.yml").deployment("production", {}).logs;
}
