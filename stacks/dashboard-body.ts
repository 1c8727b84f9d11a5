import { type Metric, ofQueue, ofService } from "./alarms/alarm.ts";
import type { ResourceNames } from "./config.ts";

export interface DashboardFacts {
  readonly region: string;
  readonly names: ResourceNames;
  readonly cluster: string;
  readonly logGroup: string;
  /** None where there are no alarms. */
  readonly alarmArns: readonly string[];
}

/**
 * The body of a CloudWatch dashboard ("Dashboard Body Structure and Syntax" in the API reference): the alarms,
 * below them the workers and their task events, and what the workers said last. CloudWatch's grid is 24 wide.
 */
export function dashboardBody({ region, names, cluster, logGroup, alarmArns }: DashboardFacts) {
  const service = (name: string) => ofService(name, cluster, names.service);
  const graph = graphIn(region);
  return {
    widgets: [
      ...(alarmArns.length === 0
        ? []
        : [
            {
              type: "alarm",
              x: 0,
              y: 0,
              width: 24,
              height: 3,
              properties: { title: "Alarms", alarms: alarmArns },
            },
          ]),
      graph({ x: 0, y: 3 }, "Running workers", [line(service("CPUUtilization"), "SampleCount", "running")]),
      graph({ x: 12, y: 3 }, "CPU and memory of the workers (%)", [
        line(service("CPUUtilization"), "Average", "CPU"),
        line(service("MemoryUtilization"), "Average", "memory"),
      ]),
      graph({ x: 0, y: 9 }, "Task events that wait", [
        line(ofQueue("ApproximateNumberOfMessagesVisible", names.eventQueue), "Maximum", "events"),
        line(
          ofQueue("ApproximateAgeOfOldestMessage", names.eventQueue),
          "Maximum",
          "age of the oldest (s)",
          "right",
        ),
      ]),
      graph({ x: 12, y: 9 }, "Task events that are lost", [
        line(
          ofQueue("ApproximateNumberOfMessagesVisible", names.eventDeadLetterQueue),
          "Maximum",
          "dead letters",
        ),
        line(
          { namespace: "AWS/Events", name: "FailedInvocations", dimensions: { RuleName: names.eventRule } },
          "Sum",
          "failed deliveries",
        ),
      ]),
      {
        type: "log",
        ...{ x: 0, y: 15, width: 24, height: 9 },
        properties: {
          title: "Last lines of the workers",
          region,
          view: "table",
          query:
            `SOURCE '${logGroup}' | fields @timestamp, @message | filter @logStream like /^worker\\// ` +
            "| sort @timestamp desc | limit 100",
        },
      },
    ],
  };
}

function graphIn(region: string) {
  return (position: { x: number; y: number }, title: string, metrics: readonly unknown[]) => ({
    type: "metric",
    ...position,
    width: 12,
    height: 6,
    properties: { title, region, view: "timeSeries", period: 60, yAxis: { left: { min: 0 } }, metrics },
  });
}

/** One line of a graph: namespace, name, then each dimension and its value, and how to show it. */
function line({ namespace, name, dimensions }: Metric, stat: string, label: string, yAxis = "left") {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat, label, yAxis }];
}
