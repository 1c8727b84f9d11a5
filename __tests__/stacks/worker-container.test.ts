import { describe, expect, test } from "@jest/globals";
import type { WorkerConfig } from "../../stacks/config.ts";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

describe("the worker's container", () => {
  test.each<[string, Partial<WorkerConfig>, unknown]>([
    ["user", { user: "2000:3000" }, { user: "2000:3000" }],
    ["read-only root", { isRootReadOnly: false }, { readonlyRootFilesystem: false }],
    ["/tmp", { tmpfsMiB: 512 }, { linuxParameters: { tmpfs: [{ containerPath: "/tmp", size: 512 }] } }],
    ["stop timeout", { stopTimeoutSeconds: 30 }, { stopTimeout: 30 }],
    [
      "log level",
      { logLevel: "DEBUG" },
      { environment: expect.arrayContaining([{ name: "PREFECT_LOGGING_LEVEL", value: "DEBUG" }]) },
    ],
    [
      "AWS retry mode",
      { awsRetryMode: "standard" },
      { environment: expect.arrayContaining([{ name: "AWS_RETRY_MODE", value: "standard" }]) },
    ],
  ])("has the %s that was chosen", (_, worker, expected) => {
    expect(withWorker(worker).container).toMatchObject(expected as object);
  });

  test("that can write to its root filesystem is warned of", () => {
    expect(withWorker({ isRootReadOnly: false }).warnings).toEqual([
      expect.stringContaining("worker.read_only_root is false (Security Hub ECS.5 forbids it)"),
    ]);
  });
});

test.each(["enhanced", "enabled", "disabled"] as const)(
  "a made cluster has Container Insights %s",
  (insights) => {
    const cluster = template({ cluster: { kind: "create", insights } }).element("aws_ecs_cluster.worker");
    expect(cluster["setting"]).toEqual([{ name: "containerInsights", value: insights }]);
  },
);

function withWorker(worker: Partial<WorkerConfig>) {
  return template({ worker: { ...stackConfig().worker, ...worker } });
}
