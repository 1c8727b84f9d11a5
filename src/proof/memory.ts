/** What has to be remembered from one look to the next; seconds are those of the observations' clock. */
export interface Memory {
  readonly wasDeployed: boolean;
  /** When the revision's newest deployment was made, by AWS's clock. */
  readonly deployedAt: Date | undefined;
  /** Since when the service is seen without a deployment of the revision. */
  readonly absentSince: number | undefined;
  /** Id of each running task to when it was first seen running, or last seen with its worker registered. */
  readonly waitingSince: ReadonlyMap<string, number>;
  /** Ids of this revision's tasks that had ended before the first look at the service; nothing before it. */
  readonly endedBefore: ReadonlySet<string> | undefined;
  /** Id of each running task to when its worker was first seen registered. */
  readonly registeredAt: ReadonlyMap<string, number>;
  /** When as many of the running tasks as are wanted had been seen with a registered worker. */
  readonly registeredSince: number | undefined;
  readonly eventQueueMissingSince: number | undefined;
  /** When a worker's log was first seen to tell that it may not read its queue of task events. */
  readonly deniedSince: number | undefined;
}

export const NOTHING_SEEN: Memory = {
  wasDeployed: false,
  deployedAt: undefined,
  absentSince: undefined,
  waitingSince: new Map(),
  endedBefore: undefined,
  registeredAt: new Map(),
  registeredSince: undefined,
  eventQueueMissingSince: undefined,
  deniedSince: undefined,
};
