import { renderEnvironments } from "../report/environments.ts";
import type { Context } from "./context.ts";
import { openState, recordsOf } from "./state.ts";

/** Lists the repository's environments as their records tell of them, in the log and the job summary. */
export async function list(context: Context): Promise<void> {
  const text = renderEnvironments(await recordsOf(context, await openState(context)));
  context.log.info(text);
  await context.writeSummary(text);
}
