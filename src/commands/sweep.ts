import { readBranch } from "../github/branches.ts";
import type { Log } from "../log.ts";
import type { GitHubSettings } from "../settings.ts";
import type { EnvironmentRecord } from "../terraform/environment-record.ts";
import type { Context } from "./context.ts";
import { each } from "./each.ts";
import { openState, recordsOf, type State } from "./state.ts";

type TearDown = (context: Context, state: State, record: EnvironmentRecord) => Promise<void>;

/**
 * Tears down the ephemeral environments whose branch is gone or whose time is up: what no event told us. Those of
 * the default branch and of protected branches stay, however old they are.
 */
export async function sweep(context: Context, tearDown: TearDown): Promise<void> {
  const state = await openState(context);
  const records = await recordsOf(context, state);
  const ephemeral = records.filter((record) => record.ephemeral && !record.protected);
  await each(ephemeral, context.interrupt, async (listed) => {
    // Those before took minutes, in which a push may have deployed this one anew.
    const record = await state.store.read(listed);
    if (record === undefined) return;
    const reason = await reasonToSweep(context, record);
    if (reason === undefined) return;
    context.log.notice(`${record.environment} is torn down: ${reason}.`);
    await tearDown(context, state, record);
  });
}

/** Why an environment is not needed any more; a notice tells of one whose time is up that stays nevertheless. */
export async function reasonToSweep(
  { github, settings, log, now }: SweepContext,
  { environment, branch, expiresAt }: Pick<EnvironmentRecord, "environment" | "branch" | "expiresAt">,
): Promise<string | undefined> {
  const found = await readBranch(github, branch);
  if (found === undefined) return `the branch ${branch} is gone`;
  if (expiresAt === undefined || new Date(expiresAt) > now()) return undefined;
  if (branch === defaultBranchOf(settings.github) || found.isProtected) {
    log.notice(`${environment} stays, though its time is up: ${branch} is the default branch, or protected.`);
    return undefined;
  }
  return "its time is up";
}

type SweepContext = Pick<Context, "github" | "now"> & {
  readonly settings: { readonly github: Pick<GitHubSettings, "event" | "refName"> };
  readonly log: Pick<Log, "notice">;
};

/** GitHub documents no repository in the payload of a schedule, which always runs on the default branch. */
function defaultBranchOf({ event, refName }: SweepContext["settings"]["github"]): string | undefined {
  return event.defaultBranch ?? (event.kind === "schedule" ? refName : undefined);
}
