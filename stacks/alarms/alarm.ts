/** One alarm on one metric, as data. */
export interface Alarm {
  /** Suffix of the alarm's name. */
  readonly name: string;
  /** What it means and what to do, for somebody who is woken by it. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: "Average" | "Maximum" | "SampleCount" | "Sum";
  readonly comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Length of a period; 60 unless it says otherwise. */
  readonly periodSeconds?: number;
  /** So many of the last periods. */
  readonly periods: { readonly bad: number; readonly of: number };
  /** What a period without a measurement counts as. */
  readonly missingData: "ignore" | "missing" | "notBreaching";
  /** Whether it is told, too, when all measurements stop. A new alarm begins without any, which tells nobody. */
  readonly tellsOfSilence?: boolean;
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric that ECS itself reports of a service, without Container Insights. */
export function ofService(name: string, cluster: string, service: string): Metric {
  return { namespace: "AWS/ECS", name, dimensions: { ClusterName: cluster, ServiceName: service } };
}

export function ofQueue(name: string, queue: string): Metric {
  return { namespace: "AWS/SQS", name, dimensions: { QueueName: queue } };
}
