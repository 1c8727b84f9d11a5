/** Of the tasks that the worker starts, what the infrastructure must allow and prepare for. */
export interface FlowRunsConfig {
  /** Where it may have to be pulled from; nothing for Prefect's own. */
  readonly image?: string | undefined;
  readonly capacity: FlowRunCapacity;
  /** A role that somebody else keeps; nothing for one of ours. */
  readonly taskRoleArn?: string | undefined;
  /** A role that somebody else keeps; nothing for one of ours. */
  readonly executionRoleArn?: string | undefined;
  /** A log group that somebody else keeps; nothing for the worker's. */
  readonly logGroup?: string | undefined;
  /** Security groups that somebody else keeps; nothing for the worker's. */
  readonly securityGroupIds?: readonly string[] | undefined;
}

export type FlowRunCapacity = "fargate" | "fargate-spot" | "mixed";
