import type { WorkerStackConfig } from "../config.ts";
import { type Alarm, ofQueue } from "./alarm.ts";

/** Alarms on the way of task events to the worker. */
export function eventAlarms({ deploymentName, names, alarms }: WorkerStackConfig): readonly Alarm[] {
  const { oldestEventSeconds, deadLetterEvents, undeliveredEvents } = alarms.thresholds;
  return [
    {
      name: "events-stuck",
      description:
        `Task events of ${deploymentName} have waited for more than ${duration(oldestEventSeconds)}. ECS forgets a ` +
        "stopped task after about an hour, and a crashed flow run then stays Running for ever. Check that a worker " +
        `is running and that it may receive from the queue ${names.eventQueue}; raise worker.count if it cannot ` +
        "keep up.",
      metric: ofQueue("ApproximateAgeOfOldestMessage", names.eventQueue),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: oldestEventSeconds,
      periods: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
    {
      name: "events-dead-letter",
      description:
        `Task events of ${deploymentName} could not be delivered or worked on, so that flow runs may stay Running ` +
        `though their task has died. Look at the messages in ${names.eventDeadLetterQueue} and the worker's log, ` +
        "then purge the queue.",
      metric: ofQueue("ApproximateNumberOfMessagesVisible", names.eventDeadLetterQueue),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: deadLetterEvents,
      periods: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
    {
      name: "events-undelivered",
      description:
        `EventBridge could not deliver task events of ${deploymentName} to the worker's queue, so that crashed flow ` +
        `runs go unnoticed. Check that the queue ${names.eventQueue} exists and that its policy names the rule ` +
        `${names.eventRule}; a new apply mends both.`,
      metric: {
        namespace: "AWS/Events",
        name: "FailedInvocations",
        dimensions: { RuleName: names.eventRule },
      },
      statistic: "Sum",
      comparison: "GreaterThanThreshold",
      threshold: undeliveredEvents,
      periods: { bad: 1, of: 1 },
      missingData: "notBreaching",
    },
  ];
}

function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
