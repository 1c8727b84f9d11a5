import { readBranch } from "../github/branches.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import { each } from "./each.ts";
import { openState, recordsOf, type State } from "./state.ts";

type TearDown = (context: Context, state: State, record: EnvironmentRecord) => Promise<void>;

/** Tears down the ephemeral environments whose branch is gone or whose time is up: what no event told us. */
export async function sweep(context: Context, tearDown: TearDown): Promise<void> {
  const state = await openState(context);
  const records = await recordsOf(context, state);
  const ephemeral = records.filter((record) => record.ephemeral && !record.protected);
  await each(ephemeral, async (record) => {
    const reason = await reasonToSweep(context, record);
    if (reason === undefined) return;
    context.log.notice(`${record.environment} is torn down: ${reason}.`);
    await tearDown(context, state, record);
  });
}

async function reasonToSweep(
  { github, now }: Context,
  record: EnvironmentRecord,
): Promise<string | undefined> {
  if (record.expiresAt !== undefined && new Date(record.expiresAt) <= now()) return "its time is up";
  const branch = await readBranch(github, record.branch);
  return branch !== undefined ? undefined : `the branch ${record.branch} is gone`;
}
