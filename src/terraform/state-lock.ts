import { z } from "zod";
import { OutsideError } from "../errors.ts";
import { describeIssues, jsonText } from "../json-text.ts";

/** The content of `<state>.tflock`. */
export interface StateLock {
  readonly id: string;
  /** `user@host` of the process that took it. */
  readonly who: string;
  readonly createdAt: Date;
}

/**
 * Reads the object that Terraform's S3 backend makes beside a state that it locks.
 * @throws OutsideError when it is not as Terraform writes it
 */
export function parseStateLock(text: string): StateLock {
  const result = lockText.safeParse(text);
  if (result.success) return result.data;
  throw new OutsideError(
    "state-lock-not-understood",
    `The lock of the state was not understood: ${describeIssues(result.error)}. ` +
      `Read the .tflock object in the state bucket and delete it if no run is under way.`,
  );
}

/** The process that runs Terraform here, as Terraform signs its locks, and when it began. */
export interface LockOwner {
  readonly user: string;
  readonly host: string;
  readonly startedAt: Date;
}

/**
 * Whether a lock was left by our own Terraform. Terraform never tells the id of a lock that it holds, but
 * signs with user and host, and its clock is ours: a lock of this host from after our start is ours, because
 * a runner works on one job at a time. Only then may it be forced open.
 */
export function isOurLock({ who, createdAt }: StateLock, { user, host, startedAt }: LockOwner): boolean {
  return who === `${user}@${host}` && createdAt >= startedAt;
}

const lockText = jsonText
  .pipe(z.object({ ID: z.string(), Who: z.string(), Created: z.iso.datetime() }))
  .transform(({ ID, Who, Created }) => ({
    id: ID,
    who: Who,
    createdAt: new Date(Created),
  }));
