import { describe, expect, test } from "@jest/globals";
import { LATE_RUNS } from "../../stacks/late-runs.ts";
import { template } from "./assertions.ts";
import { alarmsConfig } from "./stack-config.ts";

const FILTER = "aws_cloudwatch_log_metric_filter.late_runs";
const ALARM = "aws_cloudwatch_metric_alarm.late_runs";
const METRIC = "etl-production-late-runs";

const without = template();
const counting = template({ alarms: alarmsConfig({ lateRuns: true }) });

test("nothing counts late runs unless that is wanted", () => {
  expect(containersOf(without)).toHaveLength(1);
  expect(without.addresses.filter((address) => address.includes("late_runs"))).toEqual([]);
});

describe("the container that counts late runs", () => {
  const [worker = {}, late = {}] = containersOf(counting);

  test("stands behind the worker's, which goes on without it", () => {
    expect([worker["name"], worker["essential"]]).toEqual(["worker", true]);
    expect([late["name"], late["essential"]]).toEqual(["late-runs", false]);
    expect(late).not.toHaveProperty("healthCheck");
  });

  test("is hardened as the worker's, and has its way to Prefect's API", () => {
    const { name, essential, command, memory, ...shared } = late;
    expect(worker).toMatchObject(shared);
    expect(command).toEqual(["python", "-c", LATE_RUNS]);
    expect(memory).toBe(256);
  });

  test("makes another revision of the worker", () => {
    const nameOf = (container: Container): unknown =>
      (container["environment"] as readonly { name: string; value: string }[]).find(
        ({ name }) => name === "PREFECT_ECS_WORKER_NAME",
      )?.value;
    expect(nameOf(worker)).not.toBe(nameOf(without.container));
    expect(nameOf(late)).toBe(nameOf(worker));
  });
});

describe("the alarm on late runs", () => {
  test("watches the number that CloudWatch reads off the log", () => {
    const { log_group_name, pattern, metric_transformation } = counting.element(FILTER);
    expect([log_group_name, pattern]).toEqual([
      "${aws_cloudwatch_log_group.worker.name}",
      "{ $.late_flow_runs = * }",
    ]);
    expect(metric_transformation).toEqual({
      namespace: "PrefectEcsWorker",
      name: METRIC,
      value: "$.late_flow_runs",
    });
    expect(counting.element(ALARM)).toMatchObject({ namespace: "PrefectEcsWorker", metric_name: METRIC });
  });

  test("goes off when there were some for as long as is configured, and tells when nobody counts any more", () => {
    const thresholds = { ...alarmsConfig().thresholds, lateMinutes: 4 };
    const alarm = template({ alarms: alarmsConfig({ lateRuns: true, thresholds }) }).element(ALARM);
    expect(alarm).toMatchObject({
      ...{ statistic: "Maximum", comparison_operator: "GreaterThanThreshold", threshold: 0, period: 60 },
      ...{ datapoints_to_alarm: 4, evaluation_periods: 4, treat_missing_data: "missing" },
    });
    expect(alarm["insufficient_data_actions"]).toEqual(alarm["alarm_actions"]);
    expect(String(alarm["alarm_description"])).toContain("have been Late for 4 minutes");
    expect(String(alarm["alarm_description"]).length).toBeLessThanOrEqual(900);
  });

  test("is one of those that one alarm stands for", () => {
    const { alarm_rule } = counting.element("aws_cloudwatch_composite_alarm.worker");
    expect(alarm_rule).toContain('ALARM("etl-production-late-runs")');
  });
});

type Container = Readonly<Record<string, unknown>>;

function containersOf(stack: typeof without): readonly Container[] {
  return stack.parsed("aws_ecs_task_definition.worker", "container_definitions") as readonly Container[];
}
