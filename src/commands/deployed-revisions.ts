import type { EnvironmentRecord } from "../terraform/environment-record.ts";

export type Deployed = EnvironmentRecord["deployed"];

/** More than these, nobody goes back to. */
const REMEMBERED = 20;

/**
 * Revisions that were deployed so far, newest first. What a record calls its revision without having it here was
 * applied by a run that was cut off, or by a version of the action that kept no such list.
 */
export function deployedBefore(
  record: Pick<EnvironmentRecord, "revision" | "commit" | "deployed"> | undefined,
): Deployed {
  if (record?.revision === undefined) return record?.deployed ?? [];
  const { revision, commit, deployed } = record;
  return deployed.some((one) => one.revision === revision) ? deployed : [{ revision, commit }, ...deployed];
}

/**
 * The same with a revision as the newest. One that was deployed already and stays as it is keeps its commit. The last
 * that was proven is never forgotten, however many failed since.
 */
export function withRevision(
  before: Deployed,
  { revision, commit }: { readonly revision: string; readonly commit: string },
  isChanged: boolean,
): Deployed {
  const known = before.find((one) => one.revision === revision);
  const newest = isChanged || known === undefined ? { ...known, revision, commit } : known;
  const others = before.filter((one) => one.revision !== revision);
  const lastProven = others.find(({ provenAt }) => provenAt !== undefined);
  return [newest, ...others].filter((one, index) => index < REMEMBERED || one === lastProven);
}

export function withProof([newest, ...others]: Deployed, at: Date): Deployed {
  return newest === undefined ? others : [{ ...newest, provenAt: at.toISOString() }, ...others];
}
