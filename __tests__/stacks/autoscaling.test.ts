import { describe, expect, test } from "@jest/globals";
import { template } from "./assertions.ts";
import { autoscalingConfig, NIGHT } from "./stack-config.ts";

const WORKERS = {
  service_namespace: "${aws_appautoscaling_target.workers.service_namespace}",
  resource_id: "${aws_appautoscaling_target.workers.resource_id}",
  scalable_dimension: "${aws_appautoscaling_target.workers.scalable_dimension}",
};

describe("without autoscaling", () => {
  test("the service has as many workers as the configuration says, always", () => {
    const stack = template();
    expect(stack.element("aws_ecs_service.worker")).not.toHaveProperty("lifecycle");
    expect(stack.text).not.toContain("aws_appautoscaling_");
  });
});

describe("with autoscaling", () => {
  const stack = template({ autoscaling: autoscalingConfig() });

  test("the service begins with the configured number, which no later apply sets again", () => {
    expect(stack.element("aws_ecs_service.worker")).toMatchObject({
      desired_count: 2,
      lifecycle: { ignore_changes: ["desired_count"] },
    });
  });

  test("its number stays within the bounds", () => {
    expect(stack.element("aws_appautoscaling_target.workers")).toEqual({
      service_namespace: "ecs",
      resource_id: "service/etl-production/${basename(aws_ecs_service.worker.id)}",
      scalable_dimension: "ecs:service:DesiredCount",
      min_capacity: 2,
      max_capacity: 6,
    });
  });

  test.each([
    ["of its own", { kind: "create", insights: "enhanced" }, "etl-production"],
    ["by name", { kind: "existing", cluster: "shared" }, "shared"],
    ["by ARN", { kind: "existing", cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/shared" }, "shared"],
  ] as const)(
    "in a cluster %s it is made anew with its service, of which ECS drops it",
    (_, cluster, name) => {
      // The id is unknown while the service is replaced, and ends in its name: arn:…:service/<cluster>/<service>.
      const target = template({ autoscaling: autoscalingConfig(), cluster }).element(
        "aws_appautoscaling_target.workers",
      );
      expect(target["resource_id"]).toBe(`service/${name}/\${basename(aws_ecs_service.worker.id)}`);
    },
  );

  test("it follows the events that wait for each worker that runs", () => {
    const { target_tracking_scaling_policy_configuration: tracking, ...policy } = stack.element(
      "aws_appautoscaling_policy.backlog",
    );
    expect(policy).toMatchObject({ ...WORKERS, policy_type: "TargetTrackingScaling" });
    expect(tracking).toEqual({
      target_value: 200,
      scale_in_cooldown: 300,
      scale_out_cooldown: 60,
      customized_metric_specification: {
        metrics: [
          {
            id: "events",
            return_data: false,
            metric_stat: {
              stat: "Average",
              metric: {
                namespace: "AWS/SQS",
                metric_name: "ApproximateNumberOfMessagesVisible",
                dimensions: [{ name: "QueueName", value: "etl-production-task-events" }],
              },
            },
          },
          {
            id: "tasks",
            return_data: false,
            metric_stat: {
              stat: "SampleCount",
              metric: {
                namespace: "AWS/ECS",
                metric_name: "CPUUtilization",
                dimensions: [
                  { name: "ClusterName", value: "etl-production" },
                  { name: "ServiceName", value: "etl-production-worker" },
                ],
              },
            },
          },
          {
            id: "backlog",
            label: expect.any(String),
            // Never divides by no worker.
            expression: "IF(tasks > 0, events / tasks, events)",
            return_data: true,
          },
        ],
      },
    });
  });

  test("it follows their CPU, for safety, and never their memory", () => {
    expect(stack.element("aws_appautoscaling_policy.cpu")).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        target_value: 70,
        predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageCPUUtilization" },
      },
    });
    expect(stack.text).not.toContain("ECSServiceAverageMemoryUtilization");
  });

  test("workers are added at once when events grow old", () => {
    expect(stack.element("aws_appautoscaling_policy.oldest_event")).toMatchObject({
      ...WORKERS,
      policy_type: "StepScaling",
      step_scaling_policy_configuration: {
        adjustment_type: "ChangeInCapacity",
        step_adjustment: [
          { metric_interval_lower_bound: "0", metric_interval_upper_bound: "360", scaling_adjustment: 1 },
          { metric_interval_lower_bound: "360", scaling_adjustment: 2 },
        ],
      },
    });
    expect(stack.element("aws_cloudwatch_metric_alarm.events_waiting")).toMatchObject({
      metric_name: "ApproximateAgeOfOldestMessage",
      threshold: 120,
      alarm_actions: ["${aws_appautoscaling_policy.oldest_event.arn}"],
    });
  });
});

describe("with a schedule", () => {
  const stack = template({ autoscaling: autoscalingConfig({ schedule: [NIGHT] }) });

  test("the bounds change at those times", () => {
    expect(stack.element("aws_appautoscaling_scheduled_action.schedule_1")).toEqual({
      ...WORKERS,
      name: "etl-production-worker-1",
      schedule: "cron(0 20 ? * * *)",
      timezone: "Europe/Berlin",
      scalable_target_action: { min_capacity: "1", max_capacity: "2" },
    });
  });

  test("an apply in between does not change them back", () => {
    expect(stack.element("aws_appautoscaling_target.workers")["lifecycle"]).toEqual({
      ignore_changes: ["min_capacity", "max_capacity"],
    });
  });
});
