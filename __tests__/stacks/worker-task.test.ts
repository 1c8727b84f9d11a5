import { describe, expect, test } from "@jest/globals";
import { HEALTH_CHECK, LAUNCHER } from "../../stacks/launcher.ts";
import { RESERVED_ENV } from "../../stacks/reserved-env.ts";
import { template } from "./assertions.ts";
import { stackConfig } from "./stack-config.ts";

describe("the worker's environment", () => {
  test("is sorted by name, so that a plan shows only what changed", () => {
    const worker = { ...stackConfig().worker, env: { ZZZ: "1", AAA: "2" } };
    const names = environmentNames({ worker });
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(["AAA", "ZZZ"]));
  });

  test("sets the reserved names and AWS_RETRY_MODE, no more and no fewer", () => {
    const credentials = ["PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"];
    expect([...environmentNames(), ...credentials].sort()).toEqual(
      [...RESERVED_ENV, "AWS_RETRY_MODE"].sort(),
    );
  });

  test("lets the user choose another retry mode", () => {
    const worker = { ...stackConfig().worker, env: { AWS_RETRY_MODE: "standard" } };
    expect(template({ worker }).container["environment"]).toContainEqual({
      name: "AWS_RETRY_MODE",
      value: "standard",
    });
  });

  function environmentNames(overrides: Parameters<typeof template>[0] = {}): string[] {
    const environment = template(overrides).container["environment"] as readonly { name: string }[];
    return environment.map(({ name }) => name);
  }
});

describe("the worker's container", () => {
  test("runs the launcher, and nothing that a shell would read", () => {
    expect(template().container["command"]).toEqual(["python", "-c", LAUNCHER]);
  });

  test("has two minutes to hand its flow runs over", () => {
    expect(template().container["stopTimeout"]).toBe(120);
  });

  test("is replaced when its health check fails nine times, for 90 s", () => {
    expect(template().container["healthCheck"]).toEqual({
      command: ["CMD", "python", "-c", HEALTH_CHECK],
      interval: 10,
      timeout: 10,
      retries: 9,
      startPeriod: 60,
    });
  });

  test.each([
    ["loses what exceeds the buffer", "non-blocking", { mode: "non-blocking", "max-buffer-size": "4m" }],
    ["or waits, and then needs no buffer", "blocking", { mode: "blocking" }],
  ] as const)("when its log is slow %s", (_what, mode, options) => {
    const { container } = template({ logs: { retentionDays: 30, mode, bufferMiB: 4 } });
    expect(container["logConfiguration"]).toEqual({
      logDriver: "awslogs",
      options: {
        "awslogs-group": "/prefect-ecs-worker/etl-production",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "worker",
        ...options,
      },
    });
  });

  test("gets its queues as a list", () => {
    const workPool = { name: "etl", queues: ["high", "low"] };
    expect(template({ workPool }).container["environment"]).toContainEqual({
      name: "PREFECT_ECS_WORKER_QUEUES",
      value: '["high","low"]',
    });
  });
});

describe("the task definition", () => {
  test("says on what it runs", () => {
    const worker = { ...stackConfig().worker, cpu: 1024, memoryMiB: 4096, architecture: "ARM64" } as const;
    expect(template({ worker }).element("aws_ecs_task_definition.worker")).toMatchObject({
      family: "etl-production-worker",
      cpu: "1024",
      memory: "4096",
      requires_compatibilities: ["FARGATE"],
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
    });
  });

  test("stays when another takes its place, so that ECS can roll back to it", () => {
    expect(template().element("aws_ecs_task_definition.worker")["skip_destroy"]).toBe(true);
  });
});
