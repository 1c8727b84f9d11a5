import type { Hearing } from "./hearing.ts";

/** What has to be remembered from one look to the next; seconds are those of the observations' clock. */
export interface Memory {
  /** When the watch began. */
  readonly began: number | undefined;
  /** What Prefect's clock showed when it answered first. */
  readonly beganByPrefect: Date | undefined;
  /** When each source was heard. */
  readonly heard: Hearing;
  readonly wasDeployed: boolean;
  /** The revision's newest deployment. */
  readonly deployment: { readonly id: string; readonly createdAt: Date | undefined } | undefined;
  /** Since when the service is seen without a deployment of the revision. */
  readonly absentSince: number | undefined;
  /** When the service had told something last before it was looked at first, by AWS's clock. */
  readonly toldBefore: Date | undefined;
  /** Id of each running task to when it was first seen running, or last seen with its worker registered. */
  readonly waitingSince: ReadonlyMap<string, number>;
  /**
   * Ids of the deployment's tasks whose end does not count: before the first look at the service, or before one
   * more task ran well. Nothing before the first look.
   */
  readonly excused: ReadonlySet<string> | undefined;
  /** Ids of the deployment's tasks that were seen to run well. */
  readonly well: ReadonlySet<string>;
  /** Id of each running task to since when its worker is registered. */
  readonly registeredAt: ReadonlyMap<string, number>;
  /** Since when as many of the running tasks as are wanted have a registered worker. */
  readonly registeredSince: number | undefined;
  readonly eventQueueMissingSince: number | undefined;
  /** When a worker's log was first seen to tell that it may not read its queue of task events. */
  readonly deniedSince: number | undefined;
  /** Task events that wait while nobody has one in hand: since when, and how many there were last. */
  readonly stalled: { readonly since: number; readonly waiting: number } | undefined;
}

export const NOTHING_SEEN: Memory = {
  began: undefined,
  beganByPrefect: undefined,
  heard: {},
  wasDeployed: false,
  deployment: undefined,
  absentSince: undefined,
  toldBefore: undefined,
  waitingSince: new Map(),
  excused: undefined,
  well: new Set(),
  registeredAt: new Map(),
  registeredSince: undefined,
  eventQueueMissingSince: undefined,
  deniedSince: undefined,
  stalled: undefined,
};
