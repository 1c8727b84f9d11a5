import { type Metric, ofQueue, ofService } from "./alarms/alarm.ts";
import type { ResourceNames } from "./config.ts";

/**
 * Task events that wait for each running worker, as metric math. ECS reports each task's CPU once a minute, so
 * that the number of samples is the number of running tasks, without Container Insights. While none runs, the
 * whole backlog counts.
 */
export function backlogPerTask(names: ResourceNames, cluster: string) {
  return [
    measured("events", ofQueue("ApproximateNumberOfMessagesVisible", names.eventQueue), "Average"),
    measured("tasks", ofService("CPUUtilization", cluster, names.service), "SampleCount"),
    {
      id: "backlog",
      label: "Task events that wait for each worker",
      expression: "IF(tasks > 0, events / tasks, events)",
      returnData: true,
    },
  ];
}

function measured(id: string, { namespace, name, dimensions }: Metric, stat: string) {
  const named = Object.entries(dimensions).map(([dimension, value]) => ({ name: dimension, value }));
  return {
    id,
    returnData: false,
    metricStat: { metric: { namespace, metricName: name, dimensions: named }, stat },
  };
}
