/** What has to be remembered from one look to the next; seconds are those of the observations' clock. */
export interface Memory {
  readonly wasDeployed: boolean;
  /** When the revision's newest deployment was made, by AWS's clock. */
  readonly deployedAt: Date | undefined;
  /** Task id to when it was first seen running. */
  readonly runningSince: ReadonlyMap<string, number>;
  /** Ids of this revision's tasks that had ended before the first look at the service; nothing before it. */
  readonly endedBefore: ReadonlySet<string> | undefined;
  /** Since when all workers are registered, without a look at which they were not. */
  readonly registeredSince: number | undefined;
  readonly eventQueueMissingSince: number | undefined;
  /** When a worker's log was first seen to tell that it may not read its queue of task events. */
  readonly deniedSince: number | undefined;
}

export const NOTHING_SEEN: Memory = {
  wasDeployed: false,
  deployedAt: undefined,
  runningSince: new Map(),
  endedBefore: undefined,
  registeredSince: undefined,
  eventQueueMissingSince: undefined,
  deniedSince: undefined,
};
