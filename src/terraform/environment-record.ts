import { z } from "zod";
import { OutsideError } from "../errors.ts";
import { describeIssues, jsonText } from "../json-text.ts";

/**
 * The small record beside an environment's state. It lets the action list, sweep and destroy an environment
 * without a checkout and after its branch has gone. It holds no secret.
 */
export type EnvironmentRecord = z.output<typeof environmentRecord>;

/** @throws OutsideError when the text is no record that this version of the action understands */
export function parseEnvironmentRecord(text: string, key: string): EnvironmentRecord {
  const result = recordText.safeParse(text);
  if (result.success) return result.data;
  throw new OutsideError(
    "environment-record-not-understood",
    `The record ${key} was not understood: ${describeIssues(result.error)}. If a newer ` +
      `version of the action wrote it, use that version; otherwise restore an older version of the object.`,
  );
}

const environmentRecord = z
  .object({
    schemaVersion: z.literal(1),
    /** `owner/repo` */
    repository: z.string(),
    name: z.string(),
    environment: z.string(),
    /** Which entry of `environments` this environment comes from. */
    entry: z.string(),
    deploymentName: z.string(),
    branch: z.string(),
    ephemeral: z.boolean(),
    protected: z.boolean(),
    expiresAt: z.iso.datetime().optional(),
    region: z.string(),
    cluster: z.string(),
    service: z.string(),
    prefect: z
      .object({
        apiUrl: z.string(),
        workPool: z.string(),
        /** Whether the pool is ours, to be deleted with the environment. */
        workPoolMade: z.boolean(),
        /** Which pool of that name; none in a record of a version of the action that did not remember it. */
        workPoolId: z.string().optional(),
      })
      .readonly(),
    revision: z.string().optional(),
    /** Revisions that were deployed, newest first: by which commit, and when their workers were proven last. */
    deployed: z
      .array(
        z.object({
          revision: z.string(),
          commit: z.string(),
          provenAt: z.iso.datetime().optional(),
        }),
      )
      .readonly()
      .default([]),
    /** Defaults of the pool's job variables that we set last, to be told from a person's own. */
    jobVariables: z.record(z.string(), z.unknown()).default({}),
    /** Those before, as long as a run that sets others has not come to its end. */
    formerJobVariables: z.record(z.string(), z.unknown()).optional(),
    /** Variables whose default a person had set, and kept, when the pool was wired last. */
    keptJobVariables: z.array(z.string()).default([]),
    /** What the tags of images were resolved to last: from the reference given to the one deployed. */
    images: z.record(z.string(), z.string()).default({}),
    commit: z.string(),
    updatedAt: z.iso.datetime(),
    status: z.enum(["applying", "applied", "destroying"]),
    flowRunFamily: z.string(),
    workerFamily: z.string(),
  })
  .readonly();

const recordText = jsonText.pipe(environmentRecord);
