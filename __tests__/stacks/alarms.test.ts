import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { alarmsConfig, autoscalingConfig, NIGHT } from "./stack-config.ts";

const SERVICE = { ClusterName: "etl-production", ServiceName: "etl-production-worker" };
const QUEUE = { QueueName: "etl-production-task-events" };
const DEAD_LETTER_QUEUE = { QueueName: "etl-production-task-events-dead-letter" };
const RULE = { RuleName: "etl-production-task-events" };

/** Alarm, metric, when it goes off, for how many minutes of how many, and what a missing minute counts as. */
const ALARMS = [
  ["worker_down", "AWS/ECS", "CPUUtilization", SERVICE, "SampleCount < 2", "3 of 3", "missing"],
  ["worker_cpu_high", "AWS/ECS", "CPUUtilization", SERVICE, "Average >= 90", "5 of 5", "ignore"],
  ["worker_memory_high", "AWS/ECS", "MemoryUtilization", SERVICE, "Average >= 85", "3 of 5", "missing"],
  [
    "events_stuck",
    "AWS/SQS",
    "ApproximateAgeOfOldestMessage",
    QUEUE,
    "Maximum > 900",
    "1 of 1",
    "notBreaching",
  ],
  [
    "events_dead_letter",
    "AWS/SQS",
    "ApproximateNumberOfMessagesVisible",
    DEAD_LETTER_QUEUE,
    "Maximum > 0",
    "1 of 1",
    "notBreaching",
  ],
  ["events_undelivered", "AWS/Events", "FailedInvocations", RULE, "Sum > 0", "1 of 1", "notBreaching"],
  [
    "worker_unhealthy",
    "ECS/ContainerInsights",
    "UnHealthyContainerHealthStatus",
    { ...SERVICE, ContainerName: "worker" },
    "Maximum > 0",
    "2 of 3",
    "notBreaching",
  ],
  [
    "worker_log_errors",
    "PrefectEcsWorker",
    "etl-production-worker-errors",
    {},
    "Sum >= 5",
    "1 of 1",
    "notBreaching",
  ],
] as const;

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: ">",
  GreaterThanOrEqualToThreshold: ">=",
  LessThanThreshold: "<",
};

describe("the alarm", () => {
  test.each(ALARMS)(
    "%s watches %s %s",
    (name, namespace, metric, dimensions, condition, minutes, missing) => {
      const alarm = template().element(`aws_cloudwatch_metric_alarm.${name}`);
      expect(alarm).toMatchObject({
        namespace,
        metric_name: metric,
        treat_missing_data: missing,
      });
      expect(alarm["dimensions"] ?? {}).toEqual(dimensions);
      const sign = SIGNS[String(alarm["comparison_operator"])];
      expect([alarm["statistic"], sign, alarm["threshold"]].join(" ")).toBe(condition);
      expect([alarm["datapoints_to_alarm"], "of", alarm["evaluation_periods"]].join(" ")).toBe(minutes);
      expect(alarm["period"]).toBe(name === "worker_log_errors" ? 300 : 60);
    },
  );

  test.each(ALARMS.map(([name]) => name))("%s has a name and a description that CloudWatch takes", (name) => {
    const { alarm_name, alarm_description } = template().element(`aws_cloudwatch_metric_alarm.${name}`);
    expect(alarm_name).toBe(`etl-production-${name.replaceAll("_", "-")}`);
    // The prefix may have 50 characters; the whole, 255. A description, 1024.
    expect(name.length).toBeLessThanOrEqual(31);
    expect(String(alarm_description).length).toBeLessThanOrEqual(900);
  });
});

describe("the thresholds", () => {
  test("are those of the configuration", () => {
    const stack = template({
      alarms: alarmsConfig({
        thresholds: {
          downMinutes: 10,
          cpuPercent: 50,
          memoryPercent: 60,
          oldestEventSeconds: 90,
          deadLetterEvents: 1,
          undeliveredEvents: 2,
          logErrors: 3,
          lateMinutes: 4,
        },
      }),
    });
    const threshold = (name: string): unknown =>
      stack.element(`aws_cloudwatch_metric_alarm.${name}`)["threshold"];
    expect(ALARMS.map(([name]) => [name, threshold(name)])).toEqual([
      ["worker_down", 2],
      ["worker_cpu_high", 50],
      ["worker_memory_high", 60],
      ["events_stuck", 90],
      ["events_dead_letter", 1],
      ["events_undelivered", 2],
      ["worker_unhealthy", 0],
      ["worker_log_errors", 3],
    ]);
    expect(stack.element("aws_cloudwatch_metric_alarm.worker_down")["evaluation_periods"]).toBe(10);
    expect(stack.element("aws_cloudwatch_metric_alarm.events_stuck")["alarm_description"]).toContain(
      "more than 90 seconds",
    );
  });

  test("for missing workers is the least number that is right at any time of the day", () => {
    const threshold = (autoscaling: ReturnType<typeof autoscalingConfig>): unknown =>
      template({ autoscaling }).element("aws_cloudwatch_metric_alarm.worker_down")["threshold"];
    expect(threshold(autoscalingConfig({ min: 2 }))).toBe(2);
    expect(threshold(autoscalingConfig({ min: 2, schedule: [NIGHT] }))).toBe(1);
  });
});

test.each([
  ["somebody else's cluster", { kind: "existing", cluster: "shared" } as const],
  ["a cluster without enhanced insights", { kind: "create", insights: "enabled" } as const],
])("%s has no alarm on health checks, of which nobody reports there", (_case, cluster) => {
  expect(template({ cluster }).addresses).not.toContain("aws_cloudwatch_metric_alarm.worker_unhealthy");
});

test("one alarm stands for all, sends nothing itself, and waits for those that it names", () => {
  const stack = template();
  const { alarm_rule, depends_on, ...composite } = stack.element("aws_cloudwatch_composite_alarm.worker");
  const alarms = ALARMS.map(([name]) => name).sort();
  const named = [...String(alarm_rule).matchAll(/\bALARM\("etl-production-([a-z-]+)"\) OR /g)];
  expect(named.map(([, name = ""]) => name.replaceAll("-", "_")).sort()).toEqual(alarms);
  expect(depends_on).toEqual(
    expect.arrayContaining(alarms.map((name) => `aws_cloudwatch_metric_alarm.${name}`)),
  );
  expect(composite).toEqual({
    alarm_name: "etl-production-worker",
    alarm_description: expect.any(String),
  });
});

describe("a deployment whose workers report nothing", () => {
  const stack = template();
  const down = stack.element("aws_cloudwatch_metric_alarm.worker_down");
  const { alarm_rule } = stack.element("aws_cloudwatch_composite_alarm.worker");

  test("is told of when it has reported before, for an alarm begins without data", () => {
    expect(down["insufficient_data_actions"]).toEqual(down["alarm_actions"]);
    const others = stack.addresses.filter(
      (address) => address.startsWith("aws_cloudwatch_metric_alarm.") && !address.endsWith(".worker_down"),
    );
    expect(others.filter((address) => "insufficient_data_actions" in stack.element(address))).toEqual([]);
  });

  test.each([
    ["new", false, { down: "INSUFFICIENT_DATA", cpu: "INSUFFICIENT_DATA" }],
    ["running", false, { down: "OK", cpu: "OK" }],
    ["without any worker left", true, { down: "INSUFFICIENT_DATA", cpu: "OK" }],
    ["short of a worker", true, { down: "ALARM", cpu: "OK" }],
  ])("%s: the alarm for all goes off: %s", (_state, goesOff, states) => {
    expect(isTrue(String(alarm_rule), states)).toBe(goesOff);
  });

  /** Evaluates the rule, whose words mean the same in JavaScript but for these. */
  function isTrue(rule: string, { down, cpu }: { readonly down: string; readonly cpu: string }): unknown {
    const states = new Map([
      ["etl-production-worker-down", down],
      ["etl-production-worker-cpu-high", cpu],
    ]);
    const script = rule.replaceAll(" OR ", " || ").replaceAll(" AND ", " && ").replaceAll("NOT ", "!");
    return runInNewContext(script, {
      ALARM: (name: string) => states.get(name) === "ALARM",
      INSUFFICIENT_DATA: (name: string) => states.get(name) === "INSUFFICIENT_DATA",
    });
  }
});

describe("what counts as an error in a worker's log", () => {
  const { pattern, log_group_name, metric_transformation } = template().element(
    "aws_cloudwatch_log_metric_filter.worker_errors",
  );
  const phrases = [...String(pattern).matchAll(/\?"([^"]*)"(?: |$)/g)].map(([, phrase = ""]) => phrase);

  test.each([
    [
      "a worker's error",
      "10:11:12.345 | ERROR   | prefect.workers.ecs.etl-1a2b - Worker has not polled",
      true,
    ],
    ["a worker's last words", "10:11:12.345 | CRITICAL | prefect.workers.ecs.etl-1a2b - No", true],
    [
      "its observer's error",
      "10:11:12.345 | ERROR   | prefect_aws.observers.ecs - ECS observer task crashed",
      true,
    ],
    [
      "a failed submission",
      "10:11:12.345 | ERROR   | Flow run 'x' - Failed to submit flow run 'x' to infrastructure.",
      true,
    ],
    ["a worker's warning", "10:11:12.345 | WARNING | prefect.workers.ecs.etl-1a2b - Paused", false],
    ["a flow's error", "10:11:12.345 | ERROR   | Flow run 'x' - Encountered an exception", false],
    ["a task's error", "10:11:12.345 | ERROR   | Task run 'x' - Task run failed with exception", false],
  ])("%s: %s", (_case, line, counts) => {
    // A question mark means that any one of the phrases will do ("Filter pattern syntax", CloudWatch Logs).
    expect(phrases.some((phrase) => line.includes(phrase))).toBe(counts);
  });

  test("is counted in the group of the workers, and costs nothing while there is none", () => {
    expect(log_group_name).toBe("${aws_cloudwatch_log_group.worker.name}");
    expect(metric_transformation).toEqual({
      namespace: "PrefectEcsWorker",
      name: "etl-production-worker-errors",
      value: "1",
    });
  });
});

describe("the alarms on CPU and memory", () => {
  test("have no say in a deployment unless they are given one", () => {
    expect(template().element("aws_ecs_service.worker")).not.toHaveProperty("alarms");
  });

  const names = ["etl-production-worker-cpu-high", "etl-production-worker-memory-high"];
  const resources = [
    "aws_cloudwatch_metric_alarm.worker_cpu_high",
    "aws_cloudwatch_metric_alarm.worker_memory_high",
  ];

  test("take a deployment back where that is wanted, and no other alarm does", () => {
    const service = template({ alarms: alarmsConfig({ rollBack: true }) }).element("aws_ecs_service.worker");
    expect(service["alarms"]).toEqual({ alarm_names: names, enable: true, rollback: true });
    expect(service["depends_on"]).toEqual(expect.arrayContaining(resources));
  });

  test.each([true, false])("lose their say when that is turned off again (alarms: %s)", (enabled) => {
    const alarms = alarmsConfig({ rollBack: false, enabled });
    const service = template({ alarms }).element("aws_ecs_service.worker");
    // ECS wants their names even then.
    expect(service["alarms"]).toEqual({ alarm_names: names, enable: false, rollback: false });
    expect(service["depends_on"]).not.toEqual(expect.arrayContaining(resources));
  });
});

test("without alarms there is nothing that nobody would hear of", () => {
  const watching =
    /^aws_(cloudwatch_(metric|composite)_alarm|sns_|cloudwatch_log_metric_filter|cloudwatch_dashboard)/;
  const { addresses } = template({ alarms: alarmsConfig({ enabled: false }) });
  expect(addresses.filter((address) => watching.test(address))).toEqual([]);
  expect(addresses.filter((address) => address.startsWith("aws_cloudwatch_event_rule."))).toEqual([
    "aws_cloudwatch_event_rule.task_events",
  ]);
});

describe("the alarm topic", () => {
  test("reaches each address by e-mail", () => {
    const stack = template({ alarms: alarmsConfig({ email: ["a@example.com", "b@example.com"] }) });
    const subscriptions = stack.addresses
      .filter((address) => address.startsWith("aws_sns_topic_subscription."))
      .map((address) => stack.element(address));
    expect(subscriptions).toEqual(
      ["a@example.com", "b@example.com"].map((endpoint) => ({
        topic_arn: "${aws_sns_topic.alarms.arn}",
        protocol: "email",
        endpoint,
      })),
    );
  });

  test("is somebody else's where one is given: everything goes there, and none is made", () => {
    const topicArn = "arn:aws:sns:eu-west-1:111122223333:on-call";
    const stack = template({ alarms: alarmsConfig({ topicArn }) });
    expect(stack.addresses.filter((address) => address.startsWith("aws_sns_"))).toEqual([]);
    expect(stack.element("aws_cloudwatch_metric_alarm.worker_down")["alarm_actions"]).toEqual([topicArn]);
    expect(stack.element("aws_cloudwatch_event_target.stopped_task")["arn"]).toBe(topicArn);
  });
});
